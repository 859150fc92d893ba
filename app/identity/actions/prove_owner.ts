import { forgive, spend } from '#core/limits'
import { err, ok, type Result } from '#shared/result'
import { acceptPasskey, type PasskeyAnswer } from '#identity/actions/accept_passkey'
import { acceptSecondFactor, type FactorRefusal } from '#identity/actions/accept_second_factor'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import { acceptRecoveryCode } from '#identity/actions/accept_recovery_code'
import { verifyPassword } from '#identity/passwords/verify'
import { hasFactors, withFactors } from '#identity/second_factor/kinds'
import { hasSecondFactor } from '#identity/second_factor/state'
import type { UserKind } from '#identity/sessions/store'

export type ProofRefusal = FactorRefusal | { type: 'wrong_password' | 'wrong_passkey' }

/** What the owner of an account alone has: a passkey's signature, or the password with a code where a second factor is on. */
export type OwnerProof = PasskeyAnswer | { password: string; code: string | null }

/**
 * Is it really the owner who asks? The password, and where the account has a second factor a code of its authenticator, or a recovery
 * code; or one of its passkeys: who sits down before an open browser has none of them.
 */
export async function proveOwner(
  kind: UserKind,
  account: Credentialed,
  typed: OwnerProof
): Promise<Result<undefined, ProofRefusal>> {
  if ('challenge' in typed) {
    const accepted = await acceptPasskey(kind, typed, account)
    if (accepted.ok) return ok()
    return err({ type: accepted.error.type === 'too_many' ? 'too_many' : 'wrong_passkey' })
  }
  const pot = `${kind}-password:${account.id}`
  if (!(await spend('sign_in_account', pot))) return err({ type: 'too_many' })
  if (!(await verifyPassword(account.password, typed.password)))
    return err({ type: 'wrong_password' })
  // The password's tries alone: those of codes come back with the right code, or whoever has the password could guess for ever.
  await forgive('sign_in_account', pot)
  if (!hasFactors(kind) || !(await hasSecondFactor(kind, account))) return ok()
  const code = typed.code ?? ''
  return /^\d{6}$/.test(code)
    ? acceptSecondFactor(kind, withFactors(account), code)
    : acceptRecoveryCode(kind, withFactors(account), code)
}
