import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import app from '@adonisjs/core/services/app'
import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware'
import { refuseCrossSite } from '#core/http/cross_site'

let parser: BodyParserMiddleware | undefined

/** First of all on every route: where does it come from, then what does it carry. Reads no session and no database. */
export default class IncomingMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    refuseCrossSite(ctx)
    if (!ctx.request.hasBody()) {
      // What the parser leaves behind where there were no files: `request.allFiles()` asks for it.
      Object.assign(ctx.request, { __raw_files: {} })
      return next()
    }
    parser ??= await app.container.make(BodyParserMiddleware)
    return parser.handle(ctx, next)
  }
}
