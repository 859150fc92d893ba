import { applyOutcome, lockPayment, type PaymentOutcome } from '#checkout/actions/record_outcome'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import type { CallbackEvent, PaymentMethodKey, PaymentStore } from '#payments/contract'
import { transaction } from '#shared/database/main'
import { faultPoint } from '#shared/fault_points'
import { err, ok, type Result } from '#shared/result'

export type CallbackRefusal = { type: 'unknown_charge' } | { type: 'wrong_amount' }

/**
 * Applies what a payment service reports on its own account. It comes at least once and in any
 * order: an event that is not newer than the last one changes nothing (R4.5, R7.3).
 *
 * @param stores whose key had signed the event: only their charges can be meant
 */
export async function applyCallback(
  method: PaymentMethodKey,
  stores: readonly PaymentStore[],
  event: CallbackEvent
): Promise<Result<'applied' | 'old', CallbackRefusal>> {
  const seen = await Payment.query().where('idemKey', event.idemKey).where('method', method).first()
  const order = seen && (await Order.findOrFail(seen.orderId))
  if (!seen || !order || !stores.includes(order.environment)) return err({ type: 'unknown_charge' })
  if (event.amount !== seen.amount) return err({ type: 'wrong_amount' })
  const outcome = outcomeOf(event)
  if (!outcome) return ok('old')
  const applied = await transaction(
    async (trx): Promise<Result<'applied' | 'old', CallbackRefusal>> => {
      const locked = await lockPayment(trx, seen.id)
      if (event.sequence <= locked.payment.sequence) return ok('old')
      await locked.payment.merge({ sequence: event.sequence }).save()
      await applyOutcome(trx, locked.order, locked.payment, outcome)
      faultPoint('callback.applying')
      return ok('applied')
    }
  )
  faultPoint('callback.applied')
  return applied
}

/** Null for one that says nothing new. */
function outcomeOf(event: CallbackEvent): PaymentOutcome | null {
  if (event.type === 'waiting') return null
  return event.type === 'declined'
    ? { type: 'declined', reason: 'refused' }
    : { type: event.type, ref: event.ref }
}
