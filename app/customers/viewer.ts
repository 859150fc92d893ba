import type { HttpContext } from '@adonisjs/core/http'
import { accountOf, viewerOf } from '#identity/viewer'
import type Customer from '#customers/models/customer'

/** The signed-in customer; routes that call it are `allow({ who: 'customer' })`. */
export function customerOf(ctx: HttpContext): Customer {
  return accountOf<Customer>(ctx, 'customer')
}

/** The customer, or null for a guest: pages that everybody may see. */
export function customerOrGuest(ctx: HttpContext): Customer | null {
  const viewer = viewerOf(ctx)
  return viewer?.kind === 'customer' ? (viewer.user as Customer) : null
}
