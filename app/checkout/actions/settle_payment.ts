import { lockPayment, recordOutcome, type PaymentOutcome } from '#checkout/actions/record_outcome'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import PaymentNumber from '#customers/models/payment_number'
import type { CancelOutcome, PaymentMethod } from '#payments/contract'
import { paymentMethod } from '#payments/main'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'

/** A charge that never arrived is sent again under its key for so long; then it is closed. */
const CHARGE_AGAIN_FOR_MS = 15 * 60_000

/**
 * Sees a payment through, from wherever it stands: charges it, asks what became of a charge whose
 * answer was lost, or closes one that waited too long. The network is used in no transaction, the
 * key is stable, so it may be killed anywhere and run again, by anybody, at once (R4.5, R4.7).
 */
export async function settlePayment(paymentId: number): Promise<void> {
  const payment = await Payment.findOrFail(paymentId)
  if (!payment.isOpen) return
  const order = await Order.findOrFail(payment.orderId)
  const method = await paymentMethod(payment.method, order.environment)
  const outcome = (await markAsked(payment.id))
    ? await chargeFirst(method, order, payment)
    : await findOut(method, order, payment)
  await recordOutcome(payment.id, outcome)
}

/** From here on a charge may exist. @returns whether this is the first to ask */
function markAsked(paymentId: number): Promise<boolean> {
  return transaction(async (trx) => {
    const { payment, order } = await lockPayment(trx, paymentId)
    if (payment.askedAt !== null) return false
    await payment.merge({ askedAt: clock.now() }).save()
    if (payment.isFirst && order.status === 'created')
      await order.advance('awaiting_payment', { trx })
    return true
  })
}

/** A month that a voucher had paid has nothing to be renewed with. */
async function chargeFirst(
  method: PaymentMethod,
  order: Order,
  payment: Payment
): Promise<PaymentOutcome> {
  if (!mayCharge(method, payment)) return { type: 'declined', reason: 'voucher_used' }
  return charge(method, order, payment)
}

async function charge(
  method: PaymentMethod,
  order: Order,
  payment: Payment
): Promise<PaymentOutcome> {
  const number = order.paymentNumberId
    ? await PaymentNumber.findOrFail(order.paymentNumberId)
    : null
  return method.charge({
    idemKey: payment.idemKey,
    orderNo: order.number,
    amount: payment.amount,
    number: number?.number,
    voucherCode: payment.voucherCode ?? undefined,
    description: `${order.name} ${order.number}`,
    at: clock.now().toMillis(),
  })
}

/** Somebody asked before: there may be a charge, and there must never be two. */
async function findOut(
  method: PaymentMethod,
  order: Order,
  payment: Payment
): Promise<PaymentOutcome> {
  const now = clock.now()
  const found = await method.inquire(payment.idemKey)
  if (found.type === 'not_found') {
    const isYoung = now.toMillis() - payment.createdAt.toMillis() < CHARGE_AGAIN_FOR_MS
    return isYoung && mayCharge(method, payment)
      ? charge(method, order, payment)
      : close(method, payment, 'not_found')
  }
  const isOverdue = payment.isFirst && order.expiresAt !== null && order.expiresAt <= now
  return found.type === 'pending' && isOverdue ? close(method, payment, 'expired') : found
}

/** A voucher's code is wiped with the outcome; without it nothing can be charged. */
function mayCharge(method: PaymentMethod, payment: Payment): boolean {
  return !method.needsVoucher || payment.voucherCode !== null
}

async function close(
  method: PaymentMethod,
  payment: Payment,
  why: 'not_found' | 'expired'
): Promise<PaymentOutcome> {
  const closed = await method.cancel(payment.idemKey, clock.now().toMillis())
  return cancelled(closed, why === 'expired' ? 'expired' : 'cancelled')
}

/** What a cancellation tells of the charge. */
export function cancelled(closed: CancelOutcome, reason: 'expired' | 'cancelled'): PaymentOutcome {
  if (closed.type === 'cancelled') return { type: 'declined', reason }
  return closed.type === 'settled' ? closed.outcome : closed
}
