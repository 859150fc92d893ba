import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { renewSubscription } from '#checkout/actions/renew_subscription'
import { settlePayment } from '#checkout/actions/settle_payment'
import { stopSubscription } from '#checkout/actions/stop_subscription'
import Subscription from '#checkout/models/subscription'
import OrderPolicy from '#checkout/policies/order_policy'
import { findOrder } from '#checkout/queries/find_order'
import { customerOf } from '#customers/viewer'

/** A running subscription: the customer stops it, and in the development store tries a renewal out. */
export default class SubscriptionsController {
  async destroy(ctx: HttpContext) {
    await ctx.bouncer.with(OrderPolicy).authorize('stop')
    const order = await this.#own(ctx)
    await stopSubscription(order)
    return ctx.response.redirect(ctx.path(`/orders/${order.number}`))
  }

  /** A renewal without waiting for a month: what FAB asks of *Berlangganan* (R4.8). */
  async renew(ctx: HttpContext) {
    await ctx.bouncer.with(OrderPolicy).authorize('renew')
    const order = await this.#own(ctx)
    const subscription = await Subscription.findByOrFail('orderId', order.id)
    const paymentId = await renewSubscription(subscription.id, { early: true })
    if (paymentId !== null) await settlePayment(paymentId)
    return ctx.response.redirect(ctx.path(`/orders/${order.number}`))
  }

  async #own(ctx: HttpContext) {
    const order = await findOrder(customerOf(ctx), ctx.params.number)
    if (!order || !(await Subscription.findBy('orderId', order.id))) throw notFound()
    return order
  }
}

function notFound() {
  return new Exception('no such subscription', { status: 404, code: 'E_NOT_FOUND' })
}
