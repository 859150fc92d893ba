import db from '@adonisjs/lucid/services/db'
import { endSubscription } from '#checkout/actions/subscription_steps'
import Order from '#checkout/models/order'
import { enqueueMail } from '#core/mail/mail'
import { transaction } from '#shared/database/main'

/**
 * A content is suspended or withdrawn, or its agreement ended: billing stops, the partner and the
 * customers hear of it, and what was paid stays open until its end (R7.1).
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
      if (!(await endSubscription(trx, order, 'content_ended'))) return
      await enqueueMail(
        trx,
        'checkout.content_ended',
        { orderId },
        `content_ended:${order.publicId}`
      )
    })
  }
}
