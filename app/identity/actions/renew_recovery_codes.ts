import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { accountsOf } from '#identity/accounts'
import { proveOwner, type OwnerProof, type ProofRefusal } from '#identity/actions/prove_owner'
import type { FactorAccount, FactorKind } from '#identity/second_factor/kinds'
import { renewCodes } from '#identity/second_factor/recovery_codes'
import { hasSecondFactor } from '#identity/second_factor/state'

/**
 * Makes new recovery codes, for who shows to be the owner; the former ones are worth nothing. A code stands for the authenticator: who
 * could make some by the password alone would do without the second factor.
 */
export async function renewRecoveryCodes(
  kind: FactorKind,
  account: FactorAccount,
  typed: OwnerProof
): Promise<Result<string[], ProofRefusal | { type: 'none' }>> {
  const proven = await proveOwner(kind, account, typed)
  if (!proven.ok) return proven
  return transaction(async (trx) => {
    const held = await accountsOf(kind).load(account.id, trx)
    if (!held || held.password !== account.password) return err({ type: 'none' as const })
    if (!(await hasSecondFactor(kind, held, trx))) return err({ type: 'none' as const })
    const codes = await renewCodes(trx, { kind, id: account.id })
    await audit(trx, {
      type: `${kind}.recovery_codes_renewed`,
      actor: { kind, id: account.publicId },
      subject: { kind, id: account.publicId },
    })
    await enqueueMail(trx, 'identity.notice', {
      kind,
      accountId: account.id,
      notice: 'recovery_codes_renewed',
    })
    return ok(codes)
  })
}
