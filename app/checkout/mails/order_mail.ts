import { openFile } from '#checkout/queries/find_order'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import { methodText } from '#checkout/presenters/order_page'
import { absoluteUrl, storeDoor } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { formatDate, formatDateTime } from '#core/views/format'
import Customer from '#customers/models/customer'
import { declineLabel } from '#payments/labels'
import { formatRupiah } from '#shared/money'

type Occasion =
  | 'fulfilled'
  | 'failed'
  | 'refunded'
  | 'renewed'
  | 'stopped'
  | 'renewal_declined'
  | 'renewal_failed'
  | 'content_ended'

const WORDS: Record<Occasion, { subject: string; text: string }> = {
  fulfilled: { subject: 'checkout.mail.fulfilled_subject', text: 'checkout.mail.fulfilled_text' },
  failed: { subject: 'checkout.mail.failed_subject', text: 'checkout.mail.failed_text' },
  refunded: { subject: 'checkout.mail.refunded_subject', text: 'checkout.mail.refunded_text' },
  renewed: { subject: 'checkout.mail.renewed_subject', text: 'checkout.mail.renewed_text' },
  stopped: { subject: 'checkout.mail.stopped_subject', text: 'checkout.mail.stopped_text' },
  renewal_declined: {
    subject: 'checkout.mail.renewal_declined_subject',
    text: 'checkout.mail.renewal_declined_text',
  },
  renewal_failed: {
    subject: 'checkout.mail.renewal_failed_subject',
    text: 'checkout.mail.renewal_failed_text',
  },
  content_ended: {
    subject: 'checkout.mail.content_ended_subject',
    text: 'checkout.mail.content_ended_text',
  },
}

/** What a customer is told about an order: what happened, what it means, what to do (R4.7). */
export function orderMail(occasion: Occasion): LetterMaker {
  return async ({ orderId, paymentId }: { orderId: number; paymentId?: number }, translator) => {
    const order = await Order.findOrFail(orderId)
    const customer = await Customer.findOrFail(order.customerId)
    if (!customer.maySignIn) return null
    const { language } = customer
    const t = translator(language)
    const file = await openFile(order)
    const payment = paymentId ? await Payment.findOrFail(paymentId) : file.payment
    const { subject, text } = WORDS[occasion]
    const words = {
      name: order.name,
      company: order.company,
      amount: formatRupiah(payment.amount),
      reason: t(declineLabel(payment.isFirst ? order.failure : payment.reason)),
      until: file.accessUntil ? formatDate(file.accessUntil.minus(1), language) : '',
      retry: file.subscription?.retryAt ? formatDate(file.subscription.retryAt, language) : '',
      renews: file.subscription ? formatDate(file.subscription.renewsAt, language) : '',
    }
    return {
      to: customer.email,
      language,
      subject: t(subject, words),
      view: 'mails/checkout/order',
      sandbox: order.environment === 'development',
      data: {
        name: customer.name,
        title: t(subject, words),
        words: t(text, words),
        facts: [
          { label: t('checkout.receipt.number'), value: order.number },
          { label: t('checkout.receipt.name'), value: order.name },
          { label: t('checkout.receipt.company'), value: order.company },
          { label: t('checkout.receipt.method'), value: methodText(order, t) },
          { label: t('checkout.receipt.time'), value: formatDateTime(order.createdAt, language) },
          { label: t('checkout.receipt.price'), value: formatRupiah(payment.amount) },
        ],
        href: absoluteUrl(storeDoor(order.environment), `/orders/${order.number}`, language),
      },
    }
  }
}
