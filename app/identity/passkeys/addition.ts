import type { HttpContext } from '@adonisjs/core/http'
import { Duration } from 'luxon'
import { clock } from '#shared/clock'

const KEY = 'passkey_addition'
const LIFE = Duration.fromObject({ minutes: 10 })

/** Whoever has shown to be the owner may make a passkey in this browser, for a while. */
export function beginAddition(ctx: HttpContext, name: string): void {
  ctx.session.put(KEY, { name, since: clock.now().toMillis() })
}

/** What the passkey that is being made will be called; null where none is. */
export function additionAtHand(ctx: HttpContext): string | null {
  const kept = ctx.session.get(KEY) as { name: string; since: number } | undefined
  return kept && clock.now().toMillis() - kept.since <= LIFE.toMillis() ? kept.name : null
}

export function forgetAddition(ctx: HttpContext): void {
  ctx.session.forget(KEY)
}
