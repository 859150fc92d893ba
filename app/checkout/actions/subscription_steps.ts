import { audit } from '#audit/record'
import { tellPartner } from '#checkout/actions/tell_partner'
import type Order from '#checkout/models/order'
import type Payment from '#checkout/models/payment'
import Subscription from '#checkout/models/subscription'
import { anchorDayOf, graceEnd, nextRetry, periodFrom } from '#checkout/periods'
import checkout from '#config/checkout'
import type { DeclineReason } from '#payments/contract'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import type { Trx } from '#shared/database/main'
import type { DateTime } from 'luxon'

/** The first period begins with the partner's yes. */
export async function beginSubscription(trx: Trx, order: Order): Promise<void> {
  const began = order.paidAt ?? clock.now()
  const anchorDay = anchorDayOf(began)
  const { period, renewsAt } = periodFrom(began, anchorDay)
  await Subscription.create(
    {
      orderId: order.id,
      customerId: order.customerId,
      contentId: order.contentId,
      status: 'active',
      anchorDay,
      period,
      renewsAt,
      accessUntil: renewsAt,
    },
    { client: trx }
  )
  await openUntil(trx, order, renewsAt)
  await audit(trx, {
    type: 'subscription.begun',
    actor: { kind: 'system' },
    subject: { kind: 'order', id: order.publicId },
    data: { amount: order.price, period },
  })
}

/**
 * A further month is charged: access goes on and the partner hears of it.
 *
 * @returns false where nothing runs any more that it could pay: the month has to be given back
 */
export async function renewed(trx: Trx, order: Order, payment: Payment): Promise<boolean> {
  const subscription = await subscriptionOf(trx, order)
  if (subscription?.status !== 'active' || !payment.period) return false
  if (payment.period <= subscription.period) return false
  const { period, renewsAt } = periodFrom(subscription.renewsAt, subscription.anchorDay)
  await subscription.merge({ period, renewsAt, graceFrom: null, retryAt: null }).save()
  await setAccess(trx, order, subscription, renewsAt)
  await tellPartner(trx, order, { event: 'renewal', period })
  await enqueueMail(
    trx,
    'checkout.subscription_renewed',
    { orderId: order.id, paymentId: payment.id },
    `renewed:${payment.publicId}`
  )
  return true
}

/**
 * A renewal was declined: it is tried again on the configured days while access stays open, and the customer
 * hears what to do; the last decline ends the subscription (R7.1).
 */
export async function renewalDeclined(
  trx: Trx,
  order: Order,
  payment: Payment,
  reason: DeclineReason
): Promise<void> {
  const subscription = await subscriptionOf(trx, order)
  if (subscription?.status !== 'active') return
  const now = clock.now()
  const graceFrom = subscription.graceFrom ?? now
  // A voucher is used up: there is nothing to try again with.
  const retryAt = reason.startsWith('voucher_')
    ? null
    : nextRetry(checkout.renewalRetryDays, graceFrom, now)
  // Tried out ahead of time in the development store: nothing is owed yet, and the page says why it failed.
  if (subscription.renewsAt > now) return
  if (retryAt) {
    await subscription.merge({ graceFrom, retryAt }).save()
    await setAccess(trx, order, subscription, graceEnd(checkout.renewalRetryDays, graceFrom))
  } else {
    await endSubscription(trx, order, 'renewal_declined', { accessUntil: now })
  }
  await enqueueMail(
    trx,
    retryAt ? 'checkout.renewal_declined' : 'checkout.renewal_failed',
    { orderId: order.id, paymentId: payment.id },
    `renewal_declined:${payment.publicId}`
  )
}

export type StopReason = 'customer' | 'renewal_declined' | 'refunded' | 'content_ended'

/**
 * Nothing is billed any more, and the partner hears of it. What is paid stays open until its end,
 * unless another instant is named. Does nothing where nothing runs.
 *
 * @returns whether a running subscription was ended
 */
export async function endSubscription(
  trx: Trx,
  order: Order,
  reason: StopReason,
  { accessUntil }: { accessUntil?: DateTime } = {}
): Promise<boolean> {
  const subscription = await subscriptionOf(trx, order)
  if (!subscription || subscription.status !== 'active') return false
  const until = accessUntil ?? latest(subscription.renewsAt, clock.now())
  await subscription
    .merge({ status: 'stopping', stoppedAt: clock.now(), graceFrom: null, retryAt: null })
    .save()
  await setAccess(trx, order, subscription, until)
  await tellPartner(trx, order, { event: 'stop', period: subscription.period })
  await audit(trx, {
    type: 'subscription.stopped',
    actor: { kind: 'system' },
    subject: { kind: 'order', id: order.publicId },
    data: { reason },
  })
  return true
}

/** The content is sold no more: nothing further is billed, and the customer hears why. */
export async function endForContent(trx: Trx, order: Order): Promise<void> {
  if (!(await endSubscription(trx, order, 'content_ended'))) return
  await enqueueMail(
    trx,
    'checkout.content_ended',
    { orderId: order.id },
    `content_ended:${order.publicId}`
  )
}

function subscriptionOf(trx: Trx, order: Order): Promise<Subscription | null> {
  return Subscription.query({ client: trx }).where('orderId', order.id).forUpdate().first()
}

function latest(one: DateTime, other: DateTime): DateTime {
  return one > other ? one : other
}

/** How long the content stays open, on the subscription and on the entitlement. */
export async function setAccess(
  trx: Trx,
  order: Order,
  subscription: Subscription,
  until: DateTime
): Promise<void> {
  await subscription.merge({ accessUntil: until }).save()
  await openUntil(trx, order, until)
}

async function openUntil(trx: Trx, order: Order, until: DateTime): Promise<void> {
  await trx.from('entitlements').where('order_id', order.id).update({ ends_at: until.toMillis() })
}
