import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { publicId } from '#shared/public_id'
import { err, ok, type Result } from '#shared/result'
import { accountsOf } from '#identity/accounts'
import type { PasskeyAnswer } from '#identity/actions/accept_passkey'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import { verifyMade, type MadeCredential } from '#identity/passkeys/credentials'
import { countPasskeys } from '#identity/queries/list_passkeys'
import { hasFactors } from '#identity/second_factor/kinds'
import { renewCodes } from '#identity/second_factor/recovery_codes'
import { hasSecondFactor } from '#identity/second_factor/state'
import { revokeSessions, type UserKind } from '#identity/sessions/store'

/** `known`: somebody has this very passkey already. `full`: the account has as many as one can look after. */
export type AdditionRefusal = { type: 'wrong' | 'known' | 'full' }

/** More devices than anybody signs in with. */
export const MAX_PASSKEYS = 20

/**
 * Keeps a passkey that its owner has just made. Where it is the account's first second factor, the password alone opens nothing any
 * more: there are recovery codes from then on, and other devices are signed out.
 *
 * @param sessionId of the session at hand, which goes on
 * @returns the recovery codes where there were none before, which nobody can ever show again
 */
export async function addPasskey(
  kind: UserKind,
  account: Credentialed,
  { party, challenge, sent }: PasskeyAnswer,
  name: string,
  sessionId: string
): Promise<Result<string[] | null, AdditionRefusal>> {
  const made = await verifyMade(party, challenge, sent)
  if (!made) return err({ type: 'wrong' })
  return transaction(async (trx) => {
    const held = await accountsOf(kind).load(account.id, trx)
    if (!held?.maySignIn || held.password !== account.password)
      return err({ type: 'wrong' as const })
    if ((await countPasskeys(kind, held.id, trx)) >= MAX_PASSKEYS)
      return err({ type: 'full' as const })
    const isFirst = hasFactors(kind) && !(await hasSecondFactor(kind, held, trx))
    if (!(await keep(trx, { kind, id: held.id, rpId: party.id, name }, made)))
      return err({ type: 'known' as const })
    const codes = isFirst ? await renewCodes(trx, { kind, id: held.id }) : null
    if (isFirst) await revokeSessions(trx, kind, held.id, sessionId)
    await audit(trx, {
      type: `${kind}.passkey_added`,
      actor: { kind, id: held.publicId },
      subject: { kind, id: held.publicId },
      data: { synced: made.isSynced },
    })
    await enqueueMail(trx, 'identity.notice', {
      kind,
      accountId: held.id,
      notice: 'passkey_added',
      passkey: name,
    })
    return ok(codes)
  })
}

/** @returns false where the credential is kept already, by whomever */
async function keep(
  trx: Trx,
  owner: { kind: UserKind; id: number; rpId: string; name: string },
  made: MadeCredential
): Promise<boolean> {
  const id = publicId()
  const now = clock.now().toMillis()
  await trx
    .insertQuery()
    .table('passkeys')
    .insert({
      public_id: id,
      created_at: now,
      updated_at: now,
      user_kind: owner.kind,
      user_id: owner.id,
      name: owner.name,
      rp_id: owner.rpId,
      credential_id: made.id,
      public_key: made.publicKey,
      sign_count: made.signCount,
      transports: JSON.stringify(made.transports),
      may_be_synced: made.mayBeSynced ? 1 : 0,
      is_synced: made.isSynced ? 1 : 0,
      last_used_at: null,
    })
    .knexQuery.onConflict(['credential_id'])
    .ignore()
  const kept = await trx.from('passkeys').where('public_id', id).select('id')
  return kept.length === 1
}
