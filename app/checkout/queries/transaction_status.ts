import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import Delivery from '#forwarding/models/delivery'
import { validKeys } from '#forwarding/queries/active_key'
import { verifyRequest } from '#forwarding/signature'
import { clock } from '#shared/clock'
import { isPublicId } from '#shared/public_id'
import db from '@adonisjs/lucid/services/db'

export interface StatusRequest {
  trxId: string
  method: string
  /** With its query, as it came over the wire. */
  path: string
  headers: Readonly<Record<string, string | string[] | undefined>>
}

/**
 * A transaction as the store knows it, for the partner whose key signed the request; null for
 * everybody else and for what there is not (forwarding contract, "Status API").
 */
export async function transactionStatus(request: StatusRequest) {
  if (!isPublicId(request.trxId)) return null
  const delivery = await Delivery.findBy('trxId', request.trxId)
  if (!delivery) return null
  const keys = await validKeys(db.connection(), delivery.partnerId, delivery.environment)
  const signed = verifyRequest(request, keys, { now: clock.now().toMillis() })
  if (!signed.ok) return null
  const order = delivery.orderId === null ? null : await Order.findOrFail(delivery.orderId)
  const payment = order && (await paymentOf(order, delivery))
  const { parameters } = delivery
  return {
    kid: signed.value.kid,
    transaction: {
      ...parameters,
      created_at: delivery.createdAt.toISO(),
      delivery: delivery.status,
      attempts: delivery.attempts,
      ref: delivery.partnerRef,
      order: order?.status ?? null,
      payment: payment?.status ?? null,
    },
  }
}

function paymentOf(order: Order, delivery: Delivery): Promise<Payment | null> {
  const query = Payment.query().where('orderId', order.id)
  const { period } = delivery.parameters
  if (period) query.where('period', period)
  return query.orderBy('id').first()
}
