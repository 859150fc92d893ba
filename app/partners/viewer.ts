import type { HttpContext } from '@adonisjs/core/http'
import { accountOf } from '#identity/viewer'
import type Partner from '#partners/models/partner'

/** The signed-in partner; routes that call it are `allow({ who: 'partner' })`. */
export function partnerOf(ctx: HttpContext): Partner {
  return accountOf<Partner>(ctx, 'partner')
}
