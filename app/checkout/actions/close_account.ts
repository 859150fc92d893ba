import { endSubscription } from '#checkout/actions/subscription_steps'
import Order from '#checkout/models/order'
import { UNPAID, type OrderStatus } from '#checkout/order_states'
import type Customer from '#customers/models/customer'
import type { Trx } from '#shared/database/main'

/** Money is on its way, or what was bought is. */
const UNDER_WAY: readonly OrderStatus[] = [...UNPAID, 'paid', 'fulfilling', 'refund_pending']

/** Has a customer an order that has not come to its end? */
export async function hasOpenOrders(trx: Trx, customer: Customer): Promise<boolean> {
  const open = await Order.query({ client: trx })
    .where('customerId', customer.id)
    .whereIn('status', [...UNDER_WAY])
    .first()
  return open !== null
}

/** The account is deleted: its subscriptions stop, which their partners hear, and no order keeps a part of a number. */
export async function endForAccount(trx: Trx, customer: Customer): Promise<void> {
  const running = await trx
    .from('subscriptions')
    .where({ customer_id: customer.id, status: 'active' })
    .orderBy('id')
    .select('order_id')
  for (const { order_id: orderId } of running) {
    const order = await Order.query({ client: trx }).where('id', orderId).forUpdate().firstOrFail()
    await endSubscription(trx, order, 'customer')
  }
  await trx
    .from('orders')
    .where('customer_id', customer.id)
    .whereNotNull('method_masked')
    .update({ method_masked: '••••' })
}
