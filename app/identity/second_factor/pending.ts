import type { HttpContext } from '@adonisjs/core/http'
import encryption from '@adonisjs/core/services/encryption'
import { clock } from '#shared/clock'
import { accountsOf } from '#identity/accounts'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import { passwordMark } from '#identity/passwords/mark'
import type { UserKind } from '#identity/sessions/store'
import { kindOfSurface } from '#identity/viewer'
import { hasFactors, withFactors, type FactorKind } from './kinds.js'
import { hasSecondFactor } from './state.js'
import { newTotpSecret } from './totp.js'

const KEY = 'second_factor'
const PURPOSE = 'identity.second_factor'
const LIFE_MS = 10 * 60_000

/** Who gave the right password and has yet to give the code. */
interface Pending {
  kind: FactorKind
  accountId: number
  /** Of the password that was right: with another one since, this sign-in is over. */
  passwordMark: string
  next: string
  since: number
  /** Sealed secret of an enrolment that its first code has not confirmed yet. */
  enrolment: string | null
}

/** Notes in the session, under a new id, that the password was right. */
export function awaitSecondFactor(
  ctx: HttpContext,
  kind: FactorKind,
  account: Credentialed,
  next: string
): void {
  const pending: Pending = {
    kind,
    accountId: account.id,
    passwordMark: passwordMark(account),
    next,
    since: clock.now().toMillis(),
    enrolment: withFactors(account).totpSecret ? null : sealedSecret(),
  }
  ctx.session.clear()
  ctx.session.regenerate()
  ctx.session.put(KEY, pending)
}

/** Whose code is awaited, with the secret that is being enrolled; null when too much time went by. */
export async function awaitedSecondFactor(ctx: HttpContext) {
  const pending = ctx.session?.get(KEY) as Pending | undefined
  const kind = kindOfSurface(ctx)
  if (!pending || pending.kind !== kind || isOver(pending.since)) return null
  const kept = await accountsOf(kind).load(pending.accountId)
  const account = kept && withFactors(kept)
  if (!account?.maySignIn || passwordMark(account) !== pending.passwordMark) return null
  if (await hasSecondFactor(kind, account))
    return { kind, account, enrolling: null, next: pending.next }
  const enrolling = openSecret(pending.enrolment)
  return enrolling ? { kind, account, enrolling, next: pending.next } : null
}

const OWN_KEY = 'second_factor_enrolment'

/** Somebody who is signed in begins with an authenticator, a first or another one: its secret waits for its first code. */
export function beginEnrolment(ctx: HttpContext): void {
  ctx.session.put(OWN_KEY, { sealed: sealedSecret(), since: clock.now().toMillis() })
}

/** The secret that waits for its first code, or null. */
export function enrolmentAtHand(ctx: HttpContext): string | null {
  const kept = ctx.session.get(OWN_KEY) as { sealed: string; since: number } | undefined
  return kept && !isOver(kept.since) ? openSecret(kept.sealed) : null
}

export function forgetEnrolment(ctx: HttpContext): void {
  ctx.session.forget(OWN_KEY)
}

/** Does the right password alone not sign in yet? Staff always give more, partners who chose to. @returns their kind, or null */
export async function wantsSecondFactor(
  kind: UserKind,
  account: Credentialed
): Promise<FactorKind | null> {
  if (!hasFactors(kind)) return null
  return kind === 'staff' || (await hasSecondFactor(kind, account)) ? kind : null
}

function isOver(since: number): boolean {
  return clock.now().toMillis() - since > LIFE_MS
}

function sealedSecret(): string {
  return encryption.encrypt(newTotpSecret(), { purpose: PURPOSE })
}

function openSecret(sealed: string | null): string | null {
  return sealed && encryption.decrypt<string>(sealed, PURPOSE)
}
