import type { HttpContext } from '@adonisjs/core/http'
import type { LimitName } from '#core/limits'

/** What a route takes beside the fields of a form: files in a form of parts, or a program's JSON. */
export type Takes = 'files' | 'json'

/** What a route has said of itself (`start/kernel.ts`) that is judged before anything is read of what was sent. */
export interface RouteTerms {
  limits: readonly LimitName[]
  takes: ReadonlySet<Takes>
}

type Route = NonNullable<HttpContext['route']>

const known = new WeakMap<Route, RouteTerms>()

const NOTHING: RouteTerms = { limits: [], takes: new Set() }

/** The terms of the route at hand. */
export function termsOf({ route }: HttpContext): RouteTerms {
  if (!route) return NOTHING
  let terms = known.get(route)
  if (!terms) {
    const said = [...route.middleware.all()] as { name?: string; args?: unknown }[]
    const named = (name: string) => said.filter((one) => one.name === name).map(({ args }) => args)
    terms = {
      limits: (named('limit') as { name: LimitName }[]).map(({ name }) => name),
      takes: new Set((named('takes') as { kind: Takes }[]).map(({ kind }) => kind)),
    }
    known.set(route, terms)
  }
  return terms
}
