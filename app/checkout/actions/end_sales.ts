import db from '@adonisjs/lucid/services/db'
import { cancelOrder } from '#checkout/actions/cancel_order'
import { endForContent } from '#checkout/actions/subscription_steps'
import Order from '#checkout/models/order'
import { UNPAID } from '#checkout/order_states'
import { transaction } from '#shared/database/main'

/**
 * A content is suspended or withdrawn, or its agreement ended (R7.1): what nobody has paid yet is
 * cancelled, billing stops, the partner and the customers hear of it. What was paid is honoured: an order
 * that is on its way to the partner goes on, and a subscription stays open until its end. Safe to repeat.
 *
 * @throws while a payment service does not say whether an order is cancelled: the outbox tries again
 */
export async function endSales(contentId: number): Promise<void> {
  const running = await db
    .from('subscriptions')
    .where('content_id', contentId)
    .where('status', 'active')
    .select('order_id')
  for (const { order_id: orderId } of running) {
    await transaction(async (trx) => {
      const order = await Order.query({ client: trx })
        .where('id', orderId)
        .forUpdate()
        .firstOrFail()
      await endForContent(trx, order)
    })
  }
  const unpaid = await Order.query()
    .where('contentId', contentId)
    .where('environment', 'production')
    .whereIn('status', [...UNPAID])
  const left: string[] = []
  for (const order of unpaid) {
    const cancelled = await cancelOrder(order)
    if (!cancelled.ok && cancelled.error.type === 'unavailable') left.push(order.number)
  }
  if (left.length > 0) throw new Error(`not cancelled yet: ${left.join(', ')}`)
}
