import type { StoreEnvironment } from '#core/http/surfaces'
import { forgive, spend } from '#core/limits'
import { err, ok, type Result } from '#shared/result'
import { verifyPassword } from '#identity/passwords/verify'
import type { UserKind } from '#identity/sessions/store'
import type { Account } from '#identity/viewer'

/** An account with what signing in needs beside. */
export type Credentialed = Account & { password: string }

export type SignInRefusal = { type: 'wrong' | 'closed' | 'too_many' }

/**
 * Judges e-mail and password. Whether an address is known shows neither in the answer nor in the time it
 * takes: unknown, closed and limited accounts are verified as well. What is amiss with an account hears
 * only who knows its password.
 *
 * @param account what the address belongs to, or null
 * @param environment of the store at hand; null on the other surfaces
 */
export async function judgeSignIn<A extends Credentialed>(
  kind: UserKind,
  address: string,
  account: A | null,
  password: string,
  environment: StoreEnvironment | null
): Promise<Result<A, SignInRefusal>> {
  const key = triesOf(kind, address, environment)
  const allowed = await spend('sign_in_account', key)
  const matches = await verifyPassword(account?.password ?? null, password)
  if (!allowed) return err({ type: 'too_many' })
  if (!matches || !account) return err({ type: 'wrong' })
  if (!account.maySignIn) return err({ type: 'closed' })
  await forgive('sign_in_account', key)
  return ok(account)
}

/** Under which name the tries of an address are counted: each store has accounts of its own, and what is tried in one locks none of the other. */
export function triesOf(
  kind: UserKind,
  address: string,
  environment: StoreEnvironment | null
): string {
  return [kind, environment, address].filter(Boolean).join(':')
}
