import { lockPayment, recordOutcome, type PaymentOutcome } from '#checkout/actions/record_outcome'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import Subscription from '#checkout/models/subscription'
import PaymentNumber from '#customers/models/payment_number'
import type { CancelOutcome, PaymentMethod } from '#payments/contract'
import { paymentMethod } from '#payments/main'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { faultPoint } from '#shared/fault_points'
import type { DateTime } from 'luxon'

/** A charge that never arrived is sent again under its key for so long; then it is closed. */
const CHARGE_AGAIN_FOR_MS = 15 * 60_000
/** A month that waits for the customer is closed after so long, as a purchase is; then it counts as declined. */
const RENEWAL_EXPIRES_AFTER_MS = 24 * 3_600_000

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
  const outcome = await outcomeOf(method, order, payment)
  faultPoint('payment.charged')
  await recordOutcome(payment.id, outcome)
  faultPoint('outcome.recorded')
}

async function outcomeOf(
  method: PaymentMethod,
  order: Order,
  payment: Payment
): Promise<PaymentOutcome> {
  if (!(await isWanted(order, payment))) return close(method, payment, 'cancelled')
  if (!(await markAsked(payment.id))) return findOut(method, order, payment)
  faultPoint('payment.asked')
  return chargeFirst(method, order, payment)
}

/**
 * A month is charged only while its subscription runs. One that is stopped in this very moment is
 * charged and given back when its outcome is written down.
 */
async function isWanted(order: Order, payment: Payment): Promise<boolean> {
  if (payment.isFirst) return true
  const subscription = await Subscription.findBy('orderId', order.id)
  return subscription?.status === 'active'
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
    payBefore: expiryOf(order, payment).toMillis(),
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
      : close(method, payment, 'cancelled')
  }
  return found.type === 'pending' && expiryOf(order, payment) <= now
    ? close(method, payment, 'expired')
    : found
}

/** A voucher's code is wiped with the outcome; without it nothing can be charged. */
function mayCharge(method: PaymentMethod, payment: Payment): boolean {
  return !method.needsVoucher || payment.voucherCode !== null
}

async function close(
  method: PaymentMethod,
  payment: Payment,
  reason: 'cancelled' | 'expired'
): Promise<PaymentOutcome> {
  return cancelled(await method.cancel(payment.idemKey, clock.now().toMillis()), reason)
}

function expiryOf(order: Order, payment: Payment): DateTime {
  const renewal = payment.createdAt.plus(RENEWAL_EXPIRES_AFTER_MS)
  return payment.isFirst ? (order.expiresAt ?? renewal) : renewal
}

/** What a cancellation tells of the charge. */
export function cancelled(closed: CancelOutcome, reason: 'expired' | 'cancelled'): PaymentOutcome {
  if (closed.type === 'cancelled') return { type: 'declined', reason }
  return closed.type === 'settled' ? closed.outcome : closed
}
