import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { accountsOf } from '#identity/accounts'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import type Passkey from '#identity/models/passkey'
import { dropCodes } from '#identity/second_factor/recovery_codes'
import { hasFactors, withFactors } from '#identity/second_factor/kinds'
import { revokeSessions, type UserKind } from '#identity/sessions/store'

/**
 * Forgets a passkey, for who has shown to be the owner: it opens nothing any more, and other devices are signed out. Staff keep a second
 * factor in any case; a partner's recovery codes go with the last one.
 *
 * @param sessionId of the session at hand, which goes on
 */
export async function removePasskey(
  kind: UserKind,
  account: Credentialed,
  passkey: Passkey,
  sessionId: string
): Promise<Result<undefined, { type: 'last' }>> {
  return transaction(async (trx) => {
    const held = await accountsOf(kind).load(account.id, trx)
    if (!held) return ok()
    const kept = await trx
      .from('passkeys')
      .where({ user_kind: kind, user_id: held.id })
      .select('id')
    if (!kept.some(({ id }) => id === passkey.id)) return ok()
    const isLast = hasFactors(kind) && kept.length === 1 && !withFactors(held).totpSecret
    if (isLast && kind === 'staff') return err({ type: 'last' as const })
    await trx.from('passkeys').where('id', passkey.id).delete()
    if (isLast) await dropCodes(trx, { kind, id: held.id })
    await revokeSessions(trx, kind, held.id, sessionId)
    await audit(trx, {
      type: `${kind}.passkey_removed`,
      actor: { kind, id: held.publicId },
      subject: { kind, id: held.publicId },
    })
    await enqueueMail(trx, 'identity.notice', {
      kind,
      accountId: held.id,
      notice: 'passkey_removed',
      passkey: passkey.name,
    })
    return ok()
  })
}
