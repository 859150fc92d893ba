import type { HttpContext } from '@adonisjs/core/http'
import { peekToken } from '#identity/tokens/single_use_tokens'
import { startSession } from '#identity/sessions/start'
import { activateCustomer } from '#customers/actions/activate_customer'
import Customer from '#customers/models/customer'

/** The mailed link (R4.2): opening it shows a button, pressing that activates. */
export default class ActivationsController {
  async show(ctx: HttpContext) {
    ctx.response.header('cache-control', 'private, no-store')
    const claim = await peekToken('customer.activate', String(ctx.params.token))
    const customer = claim && (await Customer.find(claim.userId))
    const here = customer?.environment === ctx.storeEnvironment
    if (!here || customer.status !== 'registered') return invalid(ctx)
    return ctx.view.render('pages/customers/activate', { customer, token: ctx.params.token })
  }

  async store(ctx: HttpContext) {
    const activated = await activateCustomer(String(ctx.params.token), ctx.storeEnvironment)
    if (!activated.ok) return invalid(ctx)
    await startSession(ctx, 'customer', activated.value)
    return ctx.response.redirect(ctx.path('/account?welcome=1'))
  }
}

function invalid(ctx: HttpContext) {
  ctx.response.status(410)
  return ctx.view.render('pages/customers/activate_invalid')
}
