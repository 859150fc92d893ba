import { lockPayment, reversed } from '#checkout/actions/record_outcome'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import { paymentMethod } from '#payments/main'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { faultPoint } from '#shared/fault_points'

/**
 * Gives a charge back at the payment service, then in the books. Safe to repeat.
 *
 * @throws while the answer is not known, or the service refuses: the outbox tries again, and staff
 *   see what never goes through
 */
export async function refundPayment(paymentId: number): Promise<void> {
  const payment = await Payment.findOrFail(paymentId)
  if (!payment.isCharged) return
  const order = await Order.findOrFail(payment.orderId)
  const method = await paymentMethod(payment.method, order.environment)
  const outcome = await method.refund({
    idemKey: `${payment.idemKey}:refund`,
    chargeIdemKey: payment.idemKey,
    amount: payment.amount,
    reason: order.failure ?? 'refund',
    at: clock.now().toMillis(),
  })
  if (outcome.type === 'unknown') throw new Error(`refund of ${order.number}: ${outcome.detail}`)
  if (outcome.type === 'declined' && outcome.reason === 'refused') {
    throw new Error(`refund of ${order.number}: refused by ${payment.method}`)
  }
  faultPoint('refund.answered')
  await transaction(async (trx) => {
    const locked = await lockPayment(trx, payment.id)
    if (!locked.payment.isCharged) return
    await reversed(trx, locked.order, locked.payment, order.failure ?? 'refund')
  })
  faultPoint('refund.booked')
}
