import type { StoreEnvironment } from '#core/http/surfaces'
import { forgive, spend } from '#core/limits'
import { err, ok, type Result } from '#shared/result'
import { verifyPassword } from '#identity/passwords/verify'
import { isKnownDevice } from '#identity/sessions/known_devices'
import type { UserKind } from '#identity/sessions/store'
import type { Account } from '#identity/viewer'

/** An account with what signing in needs beside. */
export type Credentialed = Account & { password: string }

export type SignInRefusal = { type: 'wrong' | 'closed' | 'too_many' }

/** Where somebody tries to sign in. */
export interface Tries {
  kind: UserKind
  /** As it was typed. */
  address: string
  /** Of the store at hand; null on the other surfaces: each store has accounts of its own. */
  environment: StoreEnvironment | null
  /** As `networkOf` names it. */
  network: string
  /** As `deviceHashOf` names it. */
  deviceHash: string | null
}

/**
 * Judges e-mail and password. Whether an address is known shows neither in the answer nor in the time it
 * takes: unknown, closed and limited accounts are verified as well. What is amiss with an account hears
 * only who knows its password.
 *
 * Tries are counted apart for each browser that the account has signed in from; all others for each network, and slower over all
 * networks. So strangers who try an address lock its owner out of new browsers at most (`docs/operations.md` has the sums).
 *
 * @param account what the address belongs to, or null
 */
export async function judgeSignIn<A extends Credentialed>(
  tries: Tries,
  account: A | null,
  password: string
): Promise<Result<A, SignInRefusal>> {
  const isKnown = await isKnownDevice(tries.kind, account?.id ?? null, tries.deviceHash)
  const own = isKnown ? potOfDevice(tries) : potOfNetwork(tries)
  const allowed =
    (await spend('sign_in_account', own)) &&
    (isKnown || (await spend('sign_in_strangers', potOfAll(tries))))
  const matches = await verifyPassword(account?.password ?? null, password)
  if (!allowed) return err({ type: 'too_many' })
  if (!matches || !account) return err({ type: 'wrong' })
  if (!account.maySignIn) return err({ type: 'closed' })
  await forgive('sign_in_account', own)
  return ok(account)
}

/** Forgets what was tried: the owner has shown by a mailed link who they are. */
export async function forgiveTries(tries: Tries): Promise<void> {
  await forgive('sign_in_account', potOfDevice(tries))
  await forgive('sign_in_account', potOfNetwork(tries))
  await forgive('sign_in_strangers', potOfAll(tries))
}

function potOfDevice(tries: Tries): string {
  return `device:${tries.deviceHash}:${potOfAll(tries)}`
}

function potOfNetwork(tries: Tries): string {
  return `from:${tries.network}:${potOfAll(tries)}`
}

function potOfAll({ kind, environment, address }: Tries): string {
  return [kind, environment, address].filter(Boolean).join(':')
}
