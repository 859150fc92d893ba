import { registerMail } from '#core/mail/mail'
import { endSales } from '#checkout/actions/end_sales'
import { refundPayment } from '#checkout/actions/refund_payment'
import { settleDelivery } from '#checkout/actions/settle_delivery'
import { settlePayment } from '#checkout/actions/settle_payment'
import { settleQuietPayments, turnSubscriptions } from '#checkout/janitor'
import { orderMail } from '#checkout/mails/order_mail'
import { registerHandler, registerSchedule } from '#shared/outbox/handlers'

registerHandler('checkout.settle_payment', ({ paymentId }) => settlePayment(paymentId), {
  concurrency: 8,
})
registerHandler('checkout.refund', ({ paymentId }) => refundPayment(paymentId), { attempts: 40 })
registerHandler('delivery.settled', ({ deliveryId }) => settleDelivery(deliveryId), {
  concurrency: 8,
})
for (const kind of ['content.suspended', 'content.withdrawn', 'agreement.ended']) {
  registerHandler(kind, ({ contentId }) => endSales(contentId))
}

registerSchedule({
  name: 'checkout.settle_quiet_payments',
  everySeconds: 20,
  run: settleQuietPayments,
})
registerSchedule({ name: 'checkout.turn_subscriptions', everySeconds: 300, run: turnSubscriptions })

registerMail('checkout.order_fulfilled', orderMail('fulfilled'))
registerMail('checkout.order_failed', orderMail('failed'))
registerMail('checkout.order_refunded', orderMail('refunded'))
registerMail('checkout.subscription_renewed', orderMail('renewed'))
registerMail('checkout.subscription_stopped', orderMail('stopped'))
registerMail('checkout.renewal_declined', orderMail('renewal_declined'))
registerMail('checkout.renewal_failed', orderMail('renewal_failed'))
registerMail('checkout.content_ended', orderMail('content_ended'))
