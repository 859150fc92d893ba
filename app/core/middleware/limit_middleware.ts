import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { Exception } from '@adonisjs/core/exceptions'
import { networkOf, spend, type LimitName } from '#core/limits'

/** Limits how often one address may use a route: `.use(middleware.limit({ name: 'sign_in' }))`. */
export default class LimitMiddleware {
  async handle(ctx: HttpContext, next: NextFn, { name }: { name: LimitName }) {
    const allowed = await spend(name, networkOf(ctx.request.ip()))
    if (!allowed) {
      ctx.response.header('retry-after', '60')
      throw new Exception('too many requests', { status: 429, code: 'E_TOO_MANY_REQUESTS' })
    }
    return next()
  }
}
