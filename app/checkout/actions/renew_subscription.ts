import { endForContent, setAccess } from '#checkout/actions/subscription_steps'
import { renewalKey } from '#checkout/idem_keys'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import Subscription from '#checkout/models/subscription'
import { graceEnd, periodFrom } from '#checkout/periods'
import { isSold } from '#checkout/queries/find_for_sale'
import checkout from '#config/checkout'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { faultPoint } from '#shared/fault_points'
import { enqueue } from '#shared/outbox/outbox'

/**
 * Makes the payment of the period that is due and the errand to charge it: one, and a further one only when
 * the former was declined for good and its time has come. A payment whose outcome is not known is asked about,
 * never made anew. Months that a long pause of the machine has swallowed are not billed afterwards. The price is
 * the order's: it stays until the customer agrees to another (R3.8).
 *
 * @param options.early renews although it is not due yet: a trial in the development store
 * @returns the payment's inner id, or null where nothing is due
 */
export async function renewSubscription(
  subscriptionId: number,
  options: { early?: boolean } = {}
): Promise<number | null> {
  const paymentId = await transaction(async (trx) => {
    const { orderId } = await Subscription.findOrFail(subscriptionId, { client: trx })
    const order = await Order.query({ client: trx }).where('id', orderId).forUpdate().firstOrFail()
    const subscription = await Subscription.query({ client: trx })
      .where('id', subscriptionId)
      .forUpdate()
      .firstOrFail()
    const isDue = isDueNow(subscription) || options.early === true
    if (subscription.status !== 'active' || order.status !== 'fulfilled' || !isDue) return null
    if (!(await isSold(trx, order))) {
      await endForContent(trx, order)
      return null
    }
    await skipMissed(subscription)
    const { period } = periodFrom(subscription.renewsAt, subscription.anchorDay)
    const attempts = await Payment.query({ client: trx })
      .where('orderId', orderId)
      .where('period', period)
      .orderBy('id')
    const last = attempts.at(-1)
    if (last && last.status !== 'declined') return last.id
    const opened = await charge(trx, order, subscription, {
      period,
      attempt: attempts.length + 1,
    })
    faultPoint('renewal.opening')
    return opened
  })
  faultPoint('renewal.opened')
  return paymentId
}

function isDueNow({ renewsAt, retryAt }: Subscription): boolean {
  const now = clock.now()
  return renewsAt <= now && (retryAt === null || retryAt <= now)
}

async function skipMissed(subscription: Subscription): Promise<void> {
  for (;;) {
    const { renewsAt } = periodFrom(subscription.renewsAt, subscription.anchorDay)
    if (renewsAt > clock.now()) break
    subscription.merge({ renewsAt, graceFrom: null, retryAt: null })
  }
  await subscription.save()
}

async function charge(
  trx: Trx,
  order: Order,
  subscription: Subscription,
  { period, attempt }: { period: string; attempt: number }
): Promise<number> {
  const payment = await Payment.create(
    {
      orderId: order.id,
      method: order.method,
      idemKey: renewalKey(order, period, attempt),
      period,
      status: 'pending',
      amount: order.price,
      sequence: 0,
    },
    { client: trx }
  )
  await enqueue(trx, {
    kind: 'checkout.settle_payment',
    payload: { paymentId: payment.id },
    dedupeKey: `settle:${payment.publicId}`,
  })
  // Until the payment service has said no for the last time, nobody is shut out.
  if (subscription.renewsAt <= clock.now()) {
    const from = subscription.graceFrom ?? clock.now()
    await setAccess(trx, order, subscription, graceEnd(checkout.renewalRetryDays, from))
  }
  return payment.id
}
