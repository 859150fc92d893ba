import {
  beginSubscription,
  endForContent,
  endSubscription,
} from '#checkout/actions/subscription_steps'
import { enqueueRefund } from '#checkout/actions/record_outcome'
import { isSold } from '#checkout/queries/find_for_sale'
import { purchaseKey } from '#checkout/idem_keys'
import Entitlement from '#checkout/models/entitlement'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import { enqueueMail } from '#core/mail/mail'
import Delivery from '#forwarding/models/delivery'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { faultPoint } from '#shared/fault_points'
import { enqueue } from '#shared/outbox/outbox'

/** The partner said yes or no, or never answered: the order follows (R4.7). Safe to repeat. */
export async function settleDelivery(deliveryId: number): Promise<void> {
  await transaction(async (trx) => {
    const { orderId } = await Delivery.findOrFail(deliveryId, { client: trx })
    if (orderId === null) return
    const order = await Order.query({ client: trx }).where('id', orderId).forUpdate().firstOrFail()
    const delivery = await Delivery.query({ client: trx })
      .where('id', deliveryId)
      .forUpdate()
      .firstOrFail()
    if (delivery.status === 'pending') return
    const isDelivered = delivery.status === 'delivered'
    if (delivery.event === 'purchase') {
      await (isDelivered ? fulfilled(trx, order, delivery) : unfulfilled(trx, order, delivery))
    } else if (isDelivered) {
      await tellApprovals(trx, order, delivery)
    } else if (delivery.event === 'renewal') {
      await renewalFailed(trx, order, delivery)
    }
    faultPoint('order.settling')
  })
  faultPoint('order.settled')
}

async function fulfilled(trx: Trx, order: Order, delivery: Delivery): Promise<void> {
  // *Kirim ulang* in the development store brought what the first call did not.
  if (order.status === 'fulfil_failed')
    await order.advance('fulfilling', { trx, marks: { failure: null } })
  if (order.status !== 'fulfilling') return
  const now = clock.now()
  await order.advance('fulfilled', {
    trx,
    marks: { fulfilledAt: now },
    data: { trx_id: delivery.trxId, ref: delivery.partnerRef },
  })
  await Entitlement.create(
    {
      orderId: order.id,
      customerId: order.customerId,
      contentId: order.contentId,
      grantedAt: now,
      endsAt: null,
    },
    { client: trx }
  )
  if (order.paymentKind === 'subscription') {
    await beginSubscription(trx, order)
    // Bought in the last moment before the content was taken off sale: the paid month is honoured.
    if (!(await isSold(trx, order))) await endForContent(trx, order)
  }
  await enqueueMail(
    trx,
    'checkout.order_fulfilled',
    { orderId: order.id },
    `order_fulfilled:${order.publicId}`
  )
  await tellApprovals(trx, order, delivery)
}

async function unfulfilled(trx: Trx, order: Order, delivery: Delivery): Promise<void> {
  if (order.status !== 'fulfilling') return
  const failure = delivery.lastReason
  await order.advance('fulfil_failed', {
    trx,
    marks: { failure },
    data: { trx_id: delivery.trxId },
  })
  if (order.environment === 'development') return
  const payment = await Payment.findByOrFail('idemKey', purchaseKey(order), { client: trx })
  await order.advance('refund_pending', { trx })
  await enqueueRefund(trx, payment)
}

/** The month is given back and nothing more is billed; the purchase itself stays what it was. */
async function renewalFailed(trx: Trx, order: Order, delivery: Delivery): Promise<void> {
  const { period } = delivery.parameters
  if (order.environment === 'development' || !period) return
  const payment = await Payment.query({ client: trx })
    .where('orderId', order.id)
    .where('period', period)
    .whereIn('status', ['billed', 'collected'])
    .first()
  if (!payment) return
  await endSubscription(trx, order, 'refunded', { accessUntil: clock.now() })
  await enqueueRefund(trx, payment)
}

/** What passes in the development store is what FAB is judged by (R4.8). */
async function tellApprovals(trx: Trx, order: Order, delivery: Delivery): Promise<void> {
  if (order.environment !== 'development' || delivery.event === 'refund') return
  await enqueue(trx, {
    kind: 'order.fulfilled',
    payload: { orderId: order.id, event: delivery.event },
    dedupeKey: `order_fulfilled:${delivery.trxId}`,
  })
}
