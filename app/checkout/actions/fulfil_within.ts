import { settleDelivery } from '#checkout/actions/settle_delivery'
import { deliveryKey } from '#checkout/idem_keys'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import { purchaseKey } from '#checkout/idem_keys'
import { deliver, type Attempted } from '#forwarding/actions/deliver'
import Delivery from '#forwarding/models/delivery'
import { clock } from '#shared/clock'
import logger from '@adonisjs/core/services/logger'
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_EVERY_MS = 150

/**
 * Calls the partner at once and waits for the end, but no longer than the customer should
 * (forwarding contract, "Timing"). What is not done by then, the worker does.
 *
 * @param wait milliseconds of real time
 */
export async function fulfilWithin(order: Order, wait: number): Promise<void> {
  const until = performance.now() + wait
  const timer = new AbortController()
  const attempted = await Promise.race([
    callNow(order),
    sleep(wait, null, { signal: timer.signal }).catch(() => null),
  ])
  timer.abort()
  // Others are at it, or the payment is: looked for until it is done or time is up.
  while (!isPostponed(attempted, until) && !(await isAtRest(order)))
    await sleep(Math.min(LOOK_EVERY_MS, Math.max(0, until - performance.now())))
}

/** Nothing will happen while the customer would wait. */
function isPostponed(attempted: Attempted | null, until: number): boolean {
  const left = until - performance.now()
  if (left <= 0 || attempted?.type === 'retrying') return true
  return attempted?.type === 'busy' && attempted.again.diff(clock.now()).toMillis() > left
}

async function isAtRest({ id }: Order): Promise<boolean> {
  const order = await Order.findOrFail(id)
  if (!['created', 'awaiting_payment', 'paid', 'fulfilling'].includes(order.status)) return true
  return order.status === 'awaiting_payment' && (await waitsForCustomer(order))
}

async function callNow(order: Order): Promise<Attempted | null> {
  try {
    const payment = await Payment.findByOrFail('idemKey', purchaseKey(order))
    const delivery = await Delivery.findBy(
      'dedupeKey',
      deliveryKey('purchase', order, payment.period)
    )
    if (!delivery || delivery.status !== 'pending' || delivery.attempts > 0) return null
    const attempted = await deliver(delivery.id)
    if (attempted.type === 'settled') await settleDelivery(delivery.id)
    return attempted
  } catch (error) {
    // The outbox row stands: the worker takes it up.
    logger.error(
      { err: error, order: order.publicId },
      'checkout: calling the partner at once failed'
    )
    return null
  }
}

/** Only the customer can take a pending payment on: no use in waiting here. */
async function waitsForCustomer(order: Order): Promise<boolean> {
  const payment = await Payment.findBy('idemKey', purchaseKey(order))
  return payment?.waitsForCustomer !== false
}
