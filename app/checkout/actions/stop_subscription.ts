import { endSubscription } from '#checkout/actions/subscription_steps'
import Order from '#checkout/models/order'
import { enqueueMail } from '#core/mail/mail'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/** *Berhenti berlangganan*: nothing more is billed, what is paid stays open until its end. */
export function stopSubscription(
  order: Order
): Promise<Result<undefined, { type: 'not_running' }>> {
  return transaction(async (trx): Promise<Result<undefined, { type: 'not_running' }>> => {
    const locked = await Order.query({ client: trx })
      .where('id', order.id)
      .forUpdate()
      .firstOrFail()
    if (!(await endSubscription(trx, locked, 'customer'))) return err({ type: 'not_running' })
    await enqueueMail(
      trx,
      'checkout.subscription_stopped',
      { orderId: order.id },
      `stopped:${order.publicId}`
    )
    return ok()
  })
}
