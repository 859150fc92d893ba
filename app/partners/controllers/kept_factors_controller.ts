import type { HttpContext } from '@adonisjs/core/http'
import { canKeepFactor, keepFactor } from '#identity/actions/remove_partner_factor'

/** The mailed link by which a partner stops staff from taking the second factor away. Opening it shows a button and changes nothing. */
export default class KeptFactorsController {
  async show(ctx: HttpContext) {
    const isGood = await canKeepFactor(String(ctx.params.token))
    return page(ctx, isGood ? 'asked' : 'invalid')
  }

  async store(ctx: HttpContext) {
    const isKept = await keepFactor(String(ctx.params.token))
    return page(ctx, isKept ? 'kept' : 'invalid')
  }
}

function page(ctx: HttpContext, stage: 'asked' | 'kept' | 'invalid') {
  ctx.response.header('cache-control', 'private, no-store')
  if (stage === 'invalid') ctx.response.status(410)
  return ctx.view.render('pages/partners/kept_factor', { stage, token: ctx.params.token })
}
