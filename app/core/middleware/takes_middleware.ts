import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/**
 * Says that a route takes files, or a program's JSON, beside the fields of a form: `.use(middleware.takes({ kind: 'files' }))`. Nothing is
 * left to do when its turn comes: `refuseForeignBody` of `#core/http/body` has read the word before anything else was read.
 */
export default class TakesMiddleware {
  handle(_ctx: HttpContext, next: NextFn) {
    return next()
  }
}
