import { settleDelivery } from '#checkout/actions/settle_delivery'
import { deliveryKey } from '#checkout/idem_keys'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import { purchaseKey } from '#checkout/idem_keys'
import { deliver } from '#forwarding/actions/deliver'
import Delivery from '#forwarding/models/delivery'
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
  let isRetrying = false
  void callNow(order).then((attempted) => (isRetrying = attempted === 'retrying'))
  while (performance.now() < until && !isRetrying) {
    await sleep(LOOK_EVERY_MS)
    const { status } = await Order.findOrFail(order.id)
    if (!['created', 'awaiting_payment', 'paid', 'fulfilling'].includes(status)) return
    if (status === 'awaiting_payment' && (await waitsForCustomer(order))) return
  }
}

async function callNow(order: Order): Promise<string | null> {
  try {
    const payment = await Payment.findByOrFail('idemKey', purchaseKey(order))
    const delivery = await Delivery.findBy(
      'dedupeKey',
      deliveryKey('purchase', order, payment.period)
    )
    if (!delivery || delivery.status !== 'pending' || delivery.attempts > 0) return null
    const attempted = await deliver(delivery.id)
    if (attempted.type === 'settled') await settleDelivery(delivery.id)
    return attempted.type
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
  return payment?.instructions !== null
}
