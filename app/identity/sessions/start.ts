import type { HttpContext } from '@adonisjs/core/http'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import { noteDevice } from '#identity/sessions/known_devices'
import { passwordMark } from '#identity/passwords/mark'
import type { UserKind } from '#identity/sessions/store'

const PASSWORD_MARK = 'password_mark'

/** Signs an account in on the surface at hand, and tells its owner of a browser that was never seen. */
export async function startSession(
  ctx: HttpContext,
  kind: UserKind,
  account: Credentialed
): Promise<void> {
  await openSession(ctx, kind, account)
  await noteDevice(ctx, kind, account)
}

/** A session with a new id, in which nothing of before stays. It is good under the password that the account had when it was judged. */
export async function openSession(
  ctx: HttpContext,
  kind: UserKind,
  account: Credentialed
): Promise<void> {
  ctx.session.clear()
  await ctx.auth.use(kind).login(account as never)
  bindToPassword(ctx, account)
}

/** The session at hand goes on under this password. */
export function bindToPassword(ctx: HttpContext, account: Credentialed): void {
  ctx.session.put(PASSWORD_MARK, passwordMark(account))
}

/** Has the password not changed since? A sign-in that a reset overtook writes its session after all others were ended. */
export function isBoundToPassword(ctx: HttpContext, account: Credentialed): boolean {
  return ctx.session.get(PASSWORD_MARK) === passwordMark(account)
}

/** Signs out: the row is gone, whoever has a copy of the cookie has nothing. */
export async function endSession(ctx: HttpContext, kind: UserKind): Promise<void> {
  await ctx.auth.use(kind).logout()
  ctx.session.clear()
  ctx.session.regenerate()
}

/**
 * The page to which a visitor wanted to go, if it is one of this surface; else `fallback`. An address of
 * another host, however it is dressed up (`//evil`, `/\evil`, tabs and line ends), is not.
 *
 * @param wanted path with query, as it came
 * @param fallback path without language
 */
export function ownPath(ctx: HttpContext, wanted: unknown, fallback: string): string {
  const here = ctx.arrival.origin
  if (typeof wanted !== 'string' || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(wanted)) {
    return ctx.path(fallback)
  }
  const url = URL.canParse(wanted, here) ? new URL(wanted, here) : null
  if (!url || url.origin !== here) return ctx.path(fallback)
  const path = url.pathname + url.search
  // `/x/..//evil` begins as a path of ours and, its dots resolved, is an address of another host.
  if (path.startsWith('//')) return ctx.path(fallback)
  return /^\/en(\/|$)/.test(path) ? path : ctx.path(path)
}
