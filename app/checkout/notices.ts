import { registerNotice, type NoticeMaker } from '#core/notices/notices'

/** What a customer is told of an order: on its page is what it means, and what to do. */
const ofOrder: NoticeMaker = async (trx, { orderId }: { orderId: number }) => {
  const order = await trx
    .from('orders')
    .where('id', orderId)
    .select('customer_id', 'number', 'name')
    .firstOrFail()
  return {
    to: { kind: 'customer', id: order.customer_id },
    path: `/orders/${order.number}`,
    data: { name: order.name, number: order.number },
  }
}

registerNotice('checkout.order_fulfilled', 'notices.order_fulfilled', ofOrder)
registerNotice('checkout.order_failed', 'notices.order_failed', ofOrder)
registerNotice('checkout.order_refunded', 'notices.order_refunded', ofOrder)
registerNotice('checkout.subscription_renewed', 'notices.subscription_renewed', ofOrder)
registerNotice('checkout.subscription_stopped', 'notices.subscription_stopped', ofOrder)
registerNotice('checkout.renewal_declined', 'notices.renewal_declined', ofOrder)
registerNotice('checkout.renewal_failed', 'notices.renewal_failed', ofOrder)
registerNotice('checkout.content_ended', 'notices.content_ended', ofOrder)
