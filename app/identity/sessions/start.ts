import type { HttpContext } from '@adonisjs/core/http'
import type { Account } from '#identity/viewer'
import { noteDevice } from '#identity/sessions/known_devices'
import type { UserKind } from '#identity/sessions/store'

/** Signs an account in on the surface at hand. The session gets a new id, and nothing of before stays in it. */
export async function startSession(
  ctx: HttpContext,
  kind: UserKind,
  account: Account
): Promise<void> {
  ctx.session.clear()
  await ctx.auth.use(kind).login(account as never)
  await noteDevice(ctx, kind, account)
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
