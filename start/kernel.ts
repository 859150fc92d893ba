import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import server from '@adonisjs/core/services/server'
import type { LimitName } from '#core/limits'
import type { Takes } from '#core/http/route_terms'
import type {} from '@adonisjs/auth/initialize_auth_middleware'
import type { Access } from '#identity/middleware/allow_middleware'

server.errorHandler(() => import('#core/exception_handler'))

interface Middleware<Options> {
  handle(ctx: HttpContext, next: NextFn, options: Options): unknown
}

async function make<T>(load: () => Promise<{ default: new () => T }>): Promise<T> {
  const { default: Class } = await load()
  return new Class()
}

/**
 * A middleware of a route with its options. Ours keep no state and ask the container for nothing, so one instance
 * serves every request: having the container make one each time cost more than what they do.
 */
function stateless<Options>(
  name: string,
  load: () => Promise<{ default: new () => Middleware<Options> }>
) {
  let instance: Middleware<Options> | undefined
  return (args: Options) => ({
    name,
    reference: load,
    args,
    async handle(_resolver: unknown, ctx: HttpContext, next: NextFn, options: Options) {
      instance ??= await make(load)
      return instance.handle(ctx, next, options)
    },
  })
}

export const middleware = {
  allow: stateless<Access>('allow', () => import('#identity/middleware/allow_middleware')),
  limit: stateless<{ name: LimitName }>('limit', () => import('#core/middleware/limit_middleware')),
  /** A body beside the fields of a form: without this word, files and JSON are refused unread. */
  takes: stateless<{ kind: Takes }>('takes', () => import('#core/middleware/takes_middleware')),
}

/**
 * A page's handler without the container: its controller asks for nothing and keeps nothing, so one serves every
 * request. For pages that the whole world asks for; the others are `[Controller, 'method']`.
 */
export function page<Name extends string>(
  load: () => Promise<{ default: new () => Record<Name, (ctx: HttpContext) => unknown> }>,
  method: Name
) {
  let controller: Record<Name, (ctx: HttpContext) => unknown> | undefined
  return async (ctx: HttpContext) => {
    controller ??= await make(load)
    return controller[method](ctx)
  }
}
