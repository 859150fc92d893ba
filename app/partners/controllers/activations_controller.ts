import type { HttpContext } from '@adonisjs/core/http'
import { peekToken } from '#identity/tokens/single_use_tokens'
import { startSession } from '#identity/sessions/start'
import { activatePartner } from '#partners/actions/activate_partner'
import Partner from '#partners/models/partner'

/** The mailed link (R2.3): opening it shows a button, pressing that activates. */
export default class ActivationsController {
  async show(ctx: HttpContext) {
    ctx.response.header('cache-control', 'private, no-store')
    const claim = await peekToken('partner.activate', String(ctx.params.token))
    const partner = claim && (await Partner.find(claim.userId))
    if (partner?.status !== 'registered') return invalid(ctx)
    return ctx.view.render('pages/partners/activate', { partner, token: ctx.params.token })
  }

  async store(ctx: HttpContext) {
    const activated = await activatePartner(String(ctx.params.token))
    if (!activated.ok) return invalid(ctx)
    await startSession(ctx, 'partner', activated.value)
    return ctx.response.redirect(ctx.path('/contents/new'))
  }
}

function invalid(ctx: HttpContext) {
  ctx.response.status(410)
  return ctx.view.render('pages/partners/activate_invalid')
}
