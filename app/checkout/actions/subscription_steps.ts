import { audit } from '#audit/record'
import { tellPartner } from '#checkout/actions/tell_partner'
import type Order from '#checkout/models/order'
import type Payment from '#checkout/models/payment'
import Subscription from '#checkout/models/subscription'
import { anchorDayOf, periodFrom } from '#checkout/periods'
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
  await setAccess(trx, order, renewsAt)
}

/** A further month is charged: access goes on and the partner hears of it. */
export async function renewed(trx: Trx, order: Order, payment: Payment): Promise<void> {
  const subscription = await subscriptionOf(trx, order)
  if (!subscription || !payment.period || payment.period <= subscription.period) return
  const { period, renewsAt } = periodFrom(subscription.renewsAt, subscription.anchorDay)
  await subscription.merge({ period, renewsAt, accessUntil: renewsAt }).save()
  await setAccess(trx, order, renewsAt)
  await tellPartner(trx, order, { event: 'renewal', period })
  await enqueueMail(
    trx,
    'checkout.subscription_renewed',
    { orderId: order.id, paymentId: payment.id },
    `renewed:${payment.publicId}`
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
  const until = accessUntil ?? subscription.renewsAt
  await subscription
    .merge({ status: 'stopping', stoppedAt: clock.now(), accessUntil: until })
    .save()
  await setAccess(trx, order, until)
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

async function setAccess(trx: Trx, order: Order, until: DateTime): Promise<void> {
  await trx.from('entitlements').where('order_id', order.id).update({ ends_at: until.toMillis() })
}
