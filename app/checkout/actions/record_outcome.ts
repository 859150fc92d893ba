import { audit } from '#audit/record'
import type { DeclineReason, InquiryOutcome, PayDetails } from '#payments/contract'
import { bookBilled, bookCollected, bookReversed } from '#checkout/actions/book_payment'
import { endSubscription, renewalDeclined, renewed } from '#checkout/actions/subscription_steps'
import { tellPartner } from '#checkout/actions/tell_partner'
import { deliveryKey } from '#checkout/idem_keys'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import { callOff } from '#forwarding/actions/call_off'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { faultPoint } from '#shared/fault_points'
import { enqueue } from '#shared/outbox/outbox'

/** What a charge came to, once it was asked; an expiry is our own word for one that we gave up. */
export type PaymentOutcome = Exclude<InquiryOutcome, { type: 'not_found' }>

/** The customer's own request calls the partner first; the worker only where that did not happen. */
const WORKER_CALLS_AFTER_MS = 1_500

/** Writes down what a charge came to, and takes the order on, in one transaction. Safe to repeat. */
export function recordOutcome(paymentId: number, outcome: PaymentOutcome): Promise<void> {
  return transaction(async (trx) => {
    const { payment, order } = await lockPayment(trx, paymentId)
    await applyOutcome(trx, order, payment, outcome)
    faultPoint('outcome.recording')
  })
}

/** The order first, always: two who lock both never wait for each other. */
export async function lockPayment(trx: Trx, paymentId: number) {
  const { orderId } = await Payment.findOrFail(paymentId, { client: trx })
  const order = await Order.query({ client: trx }).where('id', orderId).forUpdate().firstOrFail()
  const payment = await Payment.query({ client: trx })
    .where('id', paymentId)
    .forUpdate()
    .firstOrFail()
  return { order, payment }
}

/** As {@link recordOutcome}, on rows that the caller holds. */
export async function applyOutcome(
  trx: Trx,
  order: Order,
  payment: Payment,
  outcome: PaymentOutcome
): Promise<void> {
  switch (outcome.type) {
    case 'billed':
      if (!payment.mayBecome('billed')) return
      await bookBilled(trx, order, payment, outcome.ref)
      return charged(trx, order, payment)
    case 'collected': {
      if (!payment.mayBecome('collected')) return
      const wasBilled = payment.status === 'billed'
      await bookCollected(trx, order, payment, outcome.ref)
      return wasBilled ? undefined : charged(trx, order, payment)
    }
    case 'pending':
      if (!payment.isOpen) return
      await payment.become('pending', {
        gatewayRef: outcome.ref,
        instructions: outcome.instructions ?? null,
        payDetails: shownOf(payment, outcome.pay),
      })
      return touched(trx, order, payment, 'awaiting_payment')
    case 'unknown':
      if (!payment.isOpen) return
      await payment.become('unknown')
      return touched(trx, order, payment, 'payment_unknown')
    case 'declined':
      return payment.isOpen ? notCharged(trx, order, payment, outcome.reason) : undefined
    case 'reversed':
      if (payment.isOpen) return notCharged(trx, order, payment, 'cancelled')
      return payment.isCharged ? reversed(trx, order, payment, 'charge_back') : undefined
  }
}

/** A code that was shown stays: asked later, a gateway may not say it again. */
function shownOf({ payDetails }: Payment, pay: PayDetails | undefined): PayDetails | null {
  const isMore = pay?.qr !== undefined || pay?.numbers !== undefined
  return isMore ? pay : (payDetails ?? pay ?? null)
}

async function charged(trx: Trx, order: Order, payment: Payment): Promise<void> {
  if (!payment.isFirst) {
    // Stopped while the charge was on its way: the month is given back.
    if (!(await renewed(trx, order, payment))) await enqueueRefund(trx, payment)
    return
  }
  if (!order.isUnpaid) return giveBack(trx, order, payment)
  if (order.status === 'created') await order.advance('awaiting_payment', { trx })
  const now = clock.now()
  await order.advance('paid', { trx, marks: { paidAt: now }, data: { payment: payment.status } })
  await tellPartner(trx, order, {
    event: 'purchase',
    period: payment.period,
    notBefore: now.plus(WORKER_CALLS_AFTER_MS),
  })
  await order.advance('fulfilling', { trx, marks: { forwardedAt: now } })
}

/** The payment service had said no, or we had given up, and the money came all the same. */
async function giveBack(trx: Trx, order: Order, payment: Payment): Promise<void> {
  await order.advance('refund_pending', { trx, data: { late: true } })
  await enqueueRefund(trx, payment)
}

async function touched(
  trx: Trx,
  order: Order,
  payment: Payment,
  status: 'awaiting_payment' | 'payment_unknown'
): Promise<void> {
  if (!payment.isFirst || !order.isUnpaid || order.status === status) return
  if (order.status === 'created') await order.advance('awaiting_payment', { trx })
  if (order.status !== status) await order.advance(status, { trx })
}

async function notCharged(
  trx: Trx,
  order: Order,
  payment: Payment,
  reason: DeclineReason
): Promise<void> {
  await payment.become('declined', { reason, voucherCode: null })
  if (!payment.isFirst) return renewalDeclined(trx, order, payment, reason)
  if (!order.isUnpaid) return
  if (order.status === 'created') await order.advance('awaiting_payment', { trx })
  const ended = reason === 'expired' || reason === 'cancelled' ? reason : 'failed'
  await order.advance(ended, { trx, marks: { failure: reason } })
  await audit(trx, {
    type: 'order.ended',
    actor: { kind: 'system' },
    subject: { kind: 'order', id: order.publicId },
    data: { amount: payment.amount, method: payment.method, reason },
  })
  await enqueueMail(
    trx,
    'checkout.order_failed',
    { orderId: order.id },
    `order_failed:${order.publicId}`
  )
}

/** Asks the payment service to give a charge back. */
export function enqueueRefund(trx: Trx, payment: Payment): Promise<void> {
  return enqueue(trx, {
    kind: 'checkout.refund',
    payload: { paymentId: payment.id },
    dedupeKey: `refund:${payment.publicId}`,
  })
}

/** The money went back: books, order, access, partner and customer follow. */
export async function reversed(
  trx: Trx,
  order: Order,
  payment: Payment,
  reason: string
): Promise<void> {
  await bookReversed(trx, order, payment, reason)
  await endSubscription(trx, order, 'refunded', { accessUntil: clock.now() })
  if (payment.isFirst) {
    await trx
      .from('entitlements')
      .where('order_id', order.id)
      .update({ ends_at: clock.now().toMillis() })
    if (order.status === 'fulfilling')
      await order.advance('fulfil_failed', { trx, marks: { failure: reason } })
    if (order.status !== 'refund_pending') await order.advance('refund_pending', { trx })
    await order.advance('refunded', { trx, data: { reason } })
  }
  // What the partner has not been told yet it must not be told any more: the money is gone.
  const event = payment.isFirst ? 'purchase' : 'renewal'
  if (await callOff(trx, deliveryKey(event, order, payment.period)))
    await tellPartner(trx, order, { event: 'refund', period: payment.period })
  await enqueueMail(
    trx,
    'checkout.order_refunded',
    { orderId: order.id, paymentId: payment.id },
    `refunded:${payment.publicId}`
  )
}
