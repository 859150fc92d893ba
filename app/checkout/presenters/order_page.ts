import type { OrderStatus } from '#checkout/order_states'
import type Order from '#checkout/models/order'
import type Payment from '#checkout/models/payment'
import type Subscription from '#checkout/models/subscription'
import type { OrderFile } from '#checkout/queries/find_order'
import type { Translate } from '#core/words'
import type { Language } from '#core/http/surfaces'
import { formatClock, formatDate, formatDateTime } from '#core/views/format'
import { redirectTarget } from '#forwarding/redirect'
import { declineLabel, methodLabel, payLabel } from '#payments/labels'
import { DISPLAY_ZONE } from '#shared/clock'
import { qrPath } from '#shared/qr'
import { DateTime } from 'luxon'
import { formatPriceTag, formatRupiah, splitPpn } from '#shared/money'

/** Every state in the words of the order history. */
export const STATUS_LABELS: Record<OrderStatus, string> = {
  created: 'checkout.status.processing',
  awaiting_payment: 'checkout.status.awaiting_payment',
  payment_unknown: 'checkout.status.payment_unknown',
  paid: 'checkout.status.processing',
  fulfilling: 'checkout.status.processing',
  fulfilled: 'checkout.status.fulfilled',
  fulfil_failed: 'checkout.status.fulfil_failed',
  refund_pending: 'checkout.status.refund_pending',
  refunded: 'checkout.status.refunded',
  failed: 'checkout.status.failed',
  expired: 'checkout.status.expired',
  cancelled: 'checkout.status.cancelled',
}

export const STATUS_VERDICTS: Record<OrderStatus, 'ok' | 'bad' | 'hold' | 'info' | 'idle'> = {
  created: 'info',
  awaiting_payment: 'hold',
  payment_unknown: 'info',
  paid: 'info',
  fulfilling: 'info',
  fulfilled: 'ok',
  fulfil_failed: 'bad',
  refund_pending: 'info',
  refunded: 'idle',
  failed: 'bad',
  expired: 'idle',
  cancelled: 'idle',
}

const SYMBOLS = {
  ok: 'circle-check',
  bad: 'circle-x',
  hold: 'hand',
  info: 'loader',
  idle: 'info',
} as const

/** The payment's own state, beside the order's. */
const PAYMENT_LABELS: Record<Payment['status'], string> = {
  pending: 'checkout.payment.pending',
  unknown: 'checkout.payment.unknown',
  billed: 'checkout.payment.billed',
  collected: 'checkout.payment.collected',
  declined: 'checkout.payment.declined',
  reversed: 'checkout.payment.reversed',
}

const TITLES: Record<OrderStatus, string> = {
  created: 'checkout.head.payment_title',
  awaiting_payment: 'checkout.head.payment_title',
  payment_unknown: 'checkout.head.unknown_title',
  paid: 'checkout.head.fulfilling_title',
  fulfilling: 'checkout.head.fulfilling_title',
  fulfilled: 'checkout.head.fulfilled_title',
  fulfil_failed: 'checkout.head.fulfil_failed_title',
  refund_pending: 'checkout.head.refund_pending_title',
  refunded: 'checkout.head.refunded_title',
  failed: 'checkout.head.failed_title',
  expired: 'checkout.head.expired_title',
  cancelled: 'checkout.head.cancelled_title',
}

const LEADS: Record<OrderStatus, string> = {
  created: 'checkout.head.payment_lead',
  awaiting_payment: 'checkout.head.payment_lead',
  payment_unknown: 'checkout.head.unknown_lead',
  paid: 'checkout.head.fulfilling_lead',
  fulfilling: 'checkout.head.fulfilling_lead',
  fulfilled: 'checkout.head.fulfilled_lead',
  fulfil_failed: 'checkout.head.fulfil_failed_lead',
  refund_pending: 'checkout.head.refund_pending_lead',
  refunded: 'checkout.head.refunded_lead',
  failed: 'checkout.head.failed_lead',
  expired: 'checkout.head.expired_lead',
  cancelled: 'checkout.head.cancelled_lead',
}

interface Reader {
  t: Translate
  language: Language
}

/** What the order page says and shows, in the reader's words (R4.6, R4.7). */
export function presentOrder(file: OrderFile, reader: Reader) {
  return {
    ...presentHead(file, reader),
    steps: presentSteps(file, reader),
    receipt: presentReceipt(file, reader),
    detail: presentDetail(file, reader),
    pay: presentPay(file, reader),
    subscription: presentSubscription(file, reader),
    target: targetHost(file),
  }
}

function presentHead(file: OrderFile, { t, language }: Reader) {
  const { order, payment, delivery, accessUntil } = file
  const verdict = STATUS_VERDICTS[order.status]
  const words = { name: order.name, company: order.company }
  const hasEnded = order.status === 'fulfilled' && !file.mayOpen
  if (hasEnded) {
    return {
      verdict: 'idle',
      symbol: SYMBOLS.idle,
      word: t('checkout.head.ended_word'),
      title: t('checkout.head.ended_title', words),
      lead: t('checkout.head.ended_lead', {
        date: accessUntil ? formatDate(accessUntil, language) : '',
      }),
    }
  }
  const waitsForCustomer = order.status === 'awaiting_payment' && payment.waitsForCustomer
  const isRetrying = order.status === 'fulfilling' && delivery?.nextAttemptAt
  return {
    verdict,
    symbol: SYMBOLS[verdict],
    word: wordOf(),
    title: waitsForCustomer ? t('checkout.head.waiting_title') : t(TITLES[order.status], words),
    lead: leadOf(),
  }

  function wordOf(): string {
    if (order.status === 'fulfilled') return t('checkout.head.processed')
    return order.status === 'failed' ? t('checkout.head.not_made') : t(STATUS_LABELS[order.status])
  }

  function leadOf(): string {
    if (waitsForCustomer) {
      const { payDetails: pay, method } = payment
      return pay ? t(payLabel(method, pay.how)) : (payment.instructions ?? '')
    }
    if (order.status === 'failed') return `${t(declineLabel(order.failure))} ${t(LEADS.failed)}`
    if (isRetrying) {
      const next = formatDateTime(delivery.nextAttemptAt!, language)
      return t('checkout.head.retrying_lead', { ...words, next })
    }
    if (order.status === 'fulfil_failed' && order.environment === 'development') {
      return t('checkout.head.fulfil_failed_trial', words)
    }
    return t(LEADS[order.status], words)
  }
}

/** With what the order is paid while it waits: a code to scan, a number to type, the sum, and until when. */
function presentPay({ order, payment }: OrderFile, { t, language }: Reader) {
  const { payDetails: pay, method } = payment
  if (order.status !== 'awaiting_payment' || !payment.waitsForCustomer || !pay) return null
  const until = pay.until && DateTime.fromMillis(pay.until, { zone: 'utc' })
  return {
    qr: pay.qr ? qrPath(pay.qr) : null,
    facts: [
      ...(pay.numbers ?? []).map(({ label, value }) => ({
        label: t(payLabel(method, label)),
        value,
        code: true,
      })),
      { label: t('checkout.pay.amount'), value: formatRupiah(payment.amount) },
      ...(until
        ? [{ label: t('checkout.pay.until'), value: formatDateTime(until, language) }]
        : []),
    ],
  }
}

type StepState = 'done' | 'now' | 'later' | 'bad'

function presentSteps(file: OrderFile, { t, language }: Reader) {
  const { order, delivery } = file
  const time = (at: Order['paidAt']) => (at ? formatClock(at, language) : undefined)
  const isEnded = ['failed', 'expired', 'cancelled'].includes(order.status)
  const isRefused = ['fulfil_failed', 'refund_pending', 'refunded'].includes(order.status)
  const paid: StepState = order.paidAt ? 'done' : isEnded ? 'bad' : 'now'
  const forwarded: StepState = order.forwardedAt ? 'done' : 'later'
  const confirmed: StepState = order.fulfilledAt
    ? 'done'
    : isRefused
      ? 'bad'
      : order.forwardedAt
        ? 'now'
        : 'later'
  const moved: StepState = order.redirectedAt ? 'done' : file.mayOpen ? 'now' : 'later'
  return [
    {
      label: t('checkout.step.paid'),
      state: paid,
      time: time(order.paidAt),
      note: isEnded ? t(STATUS_LABELS[order.status]) : methodText(order, t),
    },
    {
      label: t('checkout.step.forwarded'),
      state: forwarded,
      time: time(order.forwardedAt),
      note: t('checkout.step.forwarded_note', { company: order.company }),
    },
    {
      label: t('checkout.step.confirmed'),
      state: confirmed,
      time: time(order.fulfilledAt),
      note: confirmedNote(),
    },
    {
      label: t('checkout.step.redirected'),
      state: moved,
      time: order.redirectedAt
        ? time(order.redirectedAt)
        : file.mayOpen
          ? t('checkout.step.yours')
          : undefined,
      note: file.mayOpen && !order.redirectedAt ? t('checkout.step.press') : undefined,
    },
  ]

  function confirmedNote(): string | undefined {
    if (order.fulfilledAt) return t('checkout.step.confirmed_note')
    if (isRefused) return t('checkout.step.refused_note')
    if (!order.forwardedAt) return undefined
    return delivery && delivery.attempts > 1
      ? t('checkout.step.attempts', { count: delivery.attempts })
      : t('checkout.step.waiting_note')
  }
}

export function methodText(order: Order, t: Translate): string {
  return [t(methodLabel(order.method)), order.methodMasked].filter(Boolean).join(' ')
}

function presentReceipt({ order, payment, subscription }: OrderFile, { t, language }: Reader) {
  const { base, ppn } = splitPpn(order.price, order.ppn)
  const isTrial = order.environment === 'development'
  const money = (amount: number) =>
    isTrial ? `${formatRupiah(amount)} (${t('ui.sandbox.money')})` : formatRupiah(amount)
  const bill = payment.billedAt
    ?.setZone(DISPLAY_ZONE)
    .setLocale(language)
    .plus({ months: 1 })
    .toFormat('MMMM yyyy')
  const method = methodText(order, t)
  return {
    title: t('checkout.receipt.title'),
    items: [
      { label: t('checkout.receipt.number'), value: order.number },
      { label: t('checkout.receipt.name'), value: order.name },
      { label: t('checkout.receipt.summary'), value: order.summary },
      { label: t('checkout.receipt.company'), value: order.company },
      { label: t('checkout.receipt.kind'), value: kindText() },
      {
        label: t('checkout.receipt.method'),
        value: bill ? t('checkout.receipt.on_bill', { method, month: bill }) : method,
      },
      {
        label: t('checkout.receipt.time'),
        value: `${order.createdAt.setZone(DISPLAY_ZONE).setLocale(language).toFormat('cccc')}, ${formatDateTime(order.createdAt, language)}`,
      },
    ],
    sums: [
      { label: t('checkout.receipt.base'), value: money(base) },
      {
        label: t('checkout.receipt.ppn', { rate: percent(order.ppn, language) }),
        value: money(ppn),
      },
    ],
    total: {
      label: t('checkout.receipt.price'),
      value: formatPriceTag(order.price),
      per:
        order.paymentKind === 'subscription'
          ? t('ui.card.per_month')
          : isTrial
            ? // A plain blank would be lost at the edge of its box.
              `\u00a0${t('ui.sandbox.money')}`
            : null,
    },
  }

  function kindText(): string {
    if (order.paymentKind === 'once') return t('checkout.receipt.once')
    if (subscription?.status === 'stopped') return t('checkout.receipt.ended')
    if (subscription?.status === 'stopping') {
      return t('checkout.receipt.stopping', { date: lastDay(subscription, language) })
    }
    const day = (order.paidAt ?? order.createdAt).setZone(DISPLAY_ZONE).day
    return t('checkout.receipt.monthly', { day })
  }
}

/** The transaction's own numbers: what customer care of operator and partner ask for. */
function presentDetail({ payment, delivery }: OrderFile, { t }: Reader) {
  return [
    { label: t('checkout.detail.payment'), value: t(PAYMENT_LABELS[payment.status]) },
    ...(payment.gatewayRef
      ? [{ label: t('checkout.detail.payment_ref'), value: payment.gatewayRef, code: true }]
      : []),
    ...(delivery
      ? [{ label: t('checkout.detail.trx_id'), value: delivery.trxId, code: true }]
      : []),
    ...(delivery?.partnerRef
      ? [{ label: t('checkout.detail.partner_ref'), value: delivery.partnerRef, code: true }]
      : []),
  ]
}

function presentSubscription({ order, subscription, renewal }: OrderFile, { t, language }: Reader) {
  if (!subscription) return null
  const { retryAt } = subscription
  return {
    status: subscription.status,
    /** When a declined renewal is tried again; null where none is owed. */
    retry: retryAt && formatDate(retryAt, language),
    /** Why the newest renewal was declined; null where it was not. */
    declined: renewal?.status === 'declined' ? t(declineLabel(renewal.reason)) : null,
    renews: formatDate(subscription.renewsAt, language),
    price: formatRupiah(order.price),
    /** The last day that is paid. */
    until: lastDay(subscription, language),
    isTrial: order.environment === 'development',
  }
}

function lastDay({ accessUntil, renewsAt }: Subscription, language: Language): string {
  return formatDate((accessUntil ?? renewsAt).minus(1), language)
}

function targetHost({ order, version }: OrderFile): string {
  const url = redirectTarget(order.environment, version)
  return url && URL.canParse(url) ? new URL(url).host : ''
}

/** `11%`, from basis points. */
export function percent(basisPoints: number, language: Language): string {
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(basisPoints / 100)}%`
}
