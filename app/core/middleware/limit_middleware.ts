import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { Exception } from '@adonisjs/core/exceptions'
import { termsOf } from '#core/http/route_terms'
import { networkOf, spend, type LimitName } from '#core/limits'

const spent = new WeakSet<HttpContext>()

/** Limits how often one address may use a route: `.use(middleware.limit({ name: 'sign_in' }))`. */
export default class LimitMiddleware {
  async handle(ctx: HttpContext, next: NextFn, { name }: { name: LimitName }) {
    if (!spent.has(ctx)) await spendFor(ctx, name)
    return next()
  }
}

/**
 * Spends what the route costs. What sends a body has it spent before the body is read; else the middleware does it in its place.
 *
 * @throws 429 when nothing is left
 */
export async function spendLimits(ctx: HttpContext): Promise<void> {
  spent.add(ctx)
  for (const name of termsOf(ctx).limits) await spendFor(ctx, name)
}

/** @throws 429 when `key`, or else the address of the request, has spent all it had */
export async function spendFor(ctx: HttpContext, name: LimitName, key?: string): Promise<void> {
  if (await spend(name, key ?? networkOf(ctx.request.ip()))) return
  ctx.response.header('retry-after', '60')
  throw new Exception('too many requests', { status: 429, code: 'E_TOO_MANY_REQUESTS' })
}
