import { recordOutcome } from '#checkout/actions/record_outcome'
import { cancelled } from '#checkout/actions/settle_payment'
import type Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import { purchaseKey } from '#checkout/idem_keys'
import { paymentMethod } from '#payments/main'
import { clock } from '#shared/clock'
import { err, ok, type Result } from '#shared/result'

export type CancelError =
  /** Paid, or ended before: there is nothing to cancel any more. */
  | { type: 'too_late' }
  /** The payment service did not answer; the order stays as it is. */
  | { type: 'unavailable' }

/** The customer gives a payment up that still waits. After a yes it can never be charged. */
export async function cancelOrder(order: Order): Promise<Result<undefined, CancelError>> {
  if (!order.isUnpaid) return err({ type: 'too_late' })
  const payment = await Payment.findByOrFail('idemKey', purchaseKey(order))
  const method = await paymentMethod(payment.method, order.environment)
  const closed = await method.cancel(payment.idemKey, clock.now().toMillis())
  if (closed.type === 'unknown') return err({ type: 'unavailable' })
  await recordOutcome(payment.id, cancelled(closed, 'cancelled'))
  return closed.type === 'cancelled' ? ok() : err({ type: 'too_late' })
}
