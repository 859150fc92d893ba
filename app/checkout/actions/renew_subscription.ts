import { renewalKey } from '#checkout/idem_keys'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import Subscription from '#checkout/models/subscription'
import { periodFrom } from '#checkout/periods'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'

/**
 * Makes the payment of the next period and the errand to charge it, once per period. The price is
 * the order's: it stays until the customer agrees to another (R3.8).
 *
 * @param options.early renews although it is not due yet: a trial in the development store
 * @returns the payment's inner id, or null where nothing is due
 */
export function renewSubscription(
  subscriptionId: number,
  options: { early?: boolean } = {}
): Promise<number | null> {
  return transaction(async (trx) => {
    const { orderId } = await Subscription.findOrFail(subscriptionId, { client: trx })
    const order = await Order.query({ client: trx }).where('id', orderId).forUpdate().firstOrFail()
    const subscription = await Subscription.query({ client: trx })
      .where('id', subscriptionId)
      .forUpdate()
      .firstOrFail()
    const isDue = subscription.renewsAt <= clock.now() || options.early === true
    if (subscription.status !== 'active' || order.status !== 'fulfilled' || !isDue) return null
    const { period } = periodFrom(subscription.renewsAt, subscription.anchorDay)
    const idemKey = renewalKey(order, period)
    const known = await Payment.query({ client: trx }).where('idemKey', idemKey).first()
    if (known) return known.id
    const payment = await Payment.create(
      {
        orderId,
        method: order.method,
        idemKey,
        period,
        status: 'pending',
        amount: order.price,
        sequence: 0,
      },
      { client: trx }
    )
    await enqueue(trx, {
      kind: 'checkout.settle_payment',
      payload: { paymentId: payment.id },
      dedupeKey: `settle:${payment.publicId}`,
    })
    return payment.id
  })
}
