import { audit } from '#audit/record'
import { forgive, spend } from '#core/limits'
import { enqueueMail } from '#core/mail/mail'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { accountsOf } from '#identity/accounts'
import type { FactorRefusal } from '#identity/actions/accept_second_factor'
import type { FactorAccount, FactorKind } from '#identity/second_factor/kinds'
import { hasSecondFactor } from '#identity/second_factor/state'
import { codesLeft, useCode } from '#identity/second_factor/recovery_codes'

/** Accepts a recovery code in the place of the authenticator's, once; its owner is told by mail. */
export async function acceptRecoveryCode(
  kind: FactorKind,
  account: FactorAccount,
  typed: string
): Promise<Result<undefined, FactorRefusal>> {
  if (!(await spend('second_factor', account.publicId))) return err({ type: 'too_many' })
  const accepted = await transaction(async (trx) => {
    const held = await accountsOf(kind).load(account.id, trx)
    // A reset in this very moment ends the sign-in that the old password had begun.
    if (!held?.maySignIn || held.password !== account.password)
      return err({ type: 'wrong' as const })
    if (!(await hasSecondFactor(kind, held, trx))) return err({ type: 'wrong' as const })
    const owner = { kind, id: account.id }
    if (!(await useCode(trx, owner, typed))) return err({ type: 'wrong' as const })
    await audit(trx, {
      type: `${kind}.recovery_code_used`,
      actor: { kind, id: account.publicId },
      subject: { kind, id: account.publicId },
      data: { count: await codesLeft(trx, owner) },
    })
    await enqueueMail(trx, 'identity.notice', {
      kind,
      accountId: account.id,
      notice: 'recovery_code_used',
    })
    return ok()
  })
  if (accepted.ok) await forgive('second_factor', account.publicId)
  return accepted
}
