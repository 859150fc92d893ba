import db from '@adonisjs/lucid/services/db'
import type { DateTime } from 'luxon'
import type ApprovalRound from '#approvals/models/approval_round'
import Submission from '#approvals/models/submission'
import { changedFields } from '#approvals/values'
import Order from '#checkout/models/order'
import Delivery from '#forwarding/models/delivery'
import DeliveryAttempt from '#forwarding/models/delivery_attempt'
import type ContentVersion from '#catalogue/models/content_version'
import type { Client } from '#shared/database/main'

/** One purchase in the development store with its calls to the partner (R4.8). */
export interface TestPurchase {
  order: Order
  /** Oldest first: the purchase itself, then renewals and the stop of a subscription. */
  calls: { delivery: Delivery; attempts: DeliveryAttempt[] }[]
  verdict: PurchaseVerdict
}

/** `missing` names what a subscription has still to show. */
export type PurchaseVerdict =
  | { passes: true; at: DateTime }
  | { passes: false; because: 'not_bound' | 'not_fulfilled' | 'not_delivered' }
  | { passes: false; because: 'incomplete'; missing: ('renewal' | 'stop')[] }

/** How many purchases the log shows; older ones are the workbench's matter. */
const SHOWN = 20

/** The purchases of a version in the development store, newest first. */
export async function testPurchases(
  version: ContentVersion,
  client?: Client
): Promise<TestPurchase[]> {
  const options = client ? { client } : {}
  const orders = await Order.query(options)
    .where('version_id', version.id)
    .where('environment', 'development')
    .orderBy('id', 'desc')
    .limit(SHOWN)
  if (orders.length === 0) return []
  const deliveries = await Delivery.query(options)
    .where('content_id', version.contentId)
    .where('environment', 'development')
    .orderBy('id', 'desc')
    .limit(SHOWN * 5)
  const attempts = await DeliveryAttempt.query(options)
    .whereIn(
      'delivery_id',
      deliveries.map(({ id }) => id)
    )
    .orderBy('id')
  const bound = await boundCustomers(orders, options.client)
  return orders.map((order) => {
    const own = deliveries.filter(({ orderId }) => orderId === order.id).reverse()
    return {
      order,
      calls: own.map((delivery) => ({
        delivery,
        attempts: attempts.filter(({ deliveryId }) => deliveryId === delivery.id),
      })),
      verdict: judgePurchase(order, deliveries, bound.has(order.customerId)),
    }
  })
}

/**
 * Does this purchase pass FAB (R4.8)? It was made by a customer bound to the partner, and the partner's portal took the call. For
 * *Berlangganan* a renewal and a stop must have been taken since as well, of this order or sent from the workbench.
 *
 * @param deliveries every call about this content in the development store
 */
export function judgePurchase(
  order: Order,
  deliveries: readonly Delivery[],
  isBound: boolean
): PurchaseVerdict {
  if (!isBound) return { passes: false, because: 'not_bound' }
  if (order.status !== 'fulfilled' || !order.fulfilledAt)
    return { passes: false, because: 'not_fulfilled' }
  const taken = (event: Delivery['event'], ofOrder: boolean) =>
    deliveries.find(
      (delivery) =>
        delivery.event === event &&
        delivery.status === 'delivered' &&
        (delivery.orderId === order.id ||
          (!ofOrder && delivery.orderId === null && delivery.createdAt >= order.createdAt))
    )
  const purchase = taken('purchase', true)
  if (!purchase) return { passes: false, because: 'not_delivered' }
  if (order.paymentKind === 'once') return { passes: true, at: order.fulfilledAt }
  const [renewal, stop] = [taken('renewal', false), taken('stop', false)]
  if (renewal && stop) {
    return {
      passes: true,
      at: [renewal, stop]
        .map((call) => call.settledAt ?? call.updatedAt)
        .reduce((a, b) => (a > b ? a : b)),
    }
  }
  const missing = [renewal ? null : ('renewal' as const), stop ? null : ('stop' as const)].filter(
    (event) => event !== null
  )
  return { passes: false, because: 'incomplete', missing }
}

/** The newest purchase that passes, made after `since` where given: after a refusal only a newer one counts (R5.4). */
export function newestPass(
  purchases: readonly TestPurchase[],
  since: DateTime | null
): TestPurchase | null {
  return (
    purchases.find(
      ({ order, verdict }) =>
        verdict.passes && (!since || (order.createdAt > since && verdict.at > since))
    ) ?? null
  )
}

/**
 * Only a purchase made after this instant says something about what is submitted now: since the price, the kind or an address of the
 * development store was last changed, since FAB was refused (R5.4), and since a later round was opened. Null: every one does.
 */
export async function countsSince(
  version: ContentVersion,
  round: ApprovalRound,
  client?: Client
): Promise<DateTime | null> {
  const sent = await Submission.of(version.id, client)
  const last = sent.find(({ values }, index) => {
    const former = sent[index + 1]
    return former && changedFields(former.values, values, 'qa_fab').length > 0
  })
  const instants = [
    last?.createdAt,
    round.status === 'refused' ? round.decidedAt : null,
    round.status === 'waiting' && round.number > 1 ? round.openedAt : null,
  ].filter((instant) => instant !== null && instant !== undefined)
  return instants.length === 0 ? null : instants.reduce((a, b) => (a > b ? a : b))
}

async function boundCustomers(orders: readonly Order[], client?: Client): Promise<Set<number>> {
  const rows = await (client ?? db)
    .from('customer_bindings')
    .where('partner_id', orders[0]!.partnerId)
    .whereIn(
      'customer_id',
      orders.map(({ customerId }) => customerId)
    )
    .select('customer_id')
  return new Set(rows.map((row) => Number(row.customer_id)))
}
