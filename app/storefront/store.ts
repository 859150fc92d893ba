import type { HttpContext } from '@adonisjs/core/http'
import type { Store } from '#storefront/queries/listings'
import { sightOf } from '#storefront/presenters/sight'

/** The store that this request came to, and what its visitor may see there. */
export async function storeOf(ctx: HttpContext): Promise<Store> {
  return {
    environment: ctx.storeEnvironment,
    language: ctx.arrival.language,
    sight: await sightOf(ctx),
  }
}
