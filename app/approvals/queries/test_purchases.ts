import type { DateTime } from 'luxon'
import type ApprovalRound from '#approvals/models/approval_round'
import Submission from '#approvals/models/submission'
import {
  judgedPurchases,
  type Judgement,
  type PurchaseFacts,
} from '#approvals/queries/purchase_facts'
import { changedFields } from '#approvals/values'
import Order from '#checkout/models/order'
import Delivery from '#forwarding/models/delivery'
import DeliveryAttempt from '#forwarding/models/delivery_attempt'
import type ContentVersion from '#catalogue/models/content_version'
import type { Client } from '#shared/database/main'

/** One purchase in the development store with its calls to the partner (R4.8). */
export interface TestPurchase {
  order: Order
  /** Oldest first: the purchase itself, then renewals and the stop of a subscription, sent from the workbench as well. */
  calls: { delivery: Delivery; attempts: DeliveryAttempt[] }[]
  verdict: Judgement
  /** What a subscription has still to show. */
  missing: ('renewal' | 'stop')[]
}

/** A page of the log, newest purchase first. Edges are order numbers; null at that end. */
export interface PurchasePage {
  purchases: TestPurchase[]
  newer: boolean
  older: string | null
}

const PAGE_SIZE = 20

/**
 * A page of a version's purchases in the development store, with every attempt of each.
 *
 * @param olderThan number of the order at the end of the page before; anything else shows the newest
 */
export async function testPurchases(
  version: Pick<ContentVersion, 'id'>,
  olderThan?: string,
  client?: Client
): Promise<PurchasePage> {
  const edge = olderThan
    ? await Order.query(client ? { client } : {})
        .where({ number: olderThan, versionId: version.id, environment: 'development' })
        .first()
    : null
  const query = judgedPurchases([version.id], client)
    .orderBy('id', 'desc')
    .limit(PAGE_SIZE + 1)
  if (edge) query.where('id', '<', edge.id)
  const facts: PurchaseFacts[] = await query
  const purchases = await withCalls(facts.slice(0, PAGE_SIZE), client)
  return {
    purchases,
    newer: edge !== null,
    older: facts.length > PAGE_SIZE ? purchases.at(-1)!.order.number : null,
  }
}

/**
 * The newest purchase of a version that passes, made after `since` where given: after a refusal only a newer one counts (R5.4).
 * However many failed since, it is found.
 */
export async function passingPurchase(
  version: Pick<ContentVersion, 'id'>,
  since: DateTime | null,
  client?: Client
): Promise<Order | null> {
  const passes = await newestPasses([version.id], client)
  const order = passes.get(version.id)
  return order && (!since || order.createdAt > since) ? order : null
}

/** The newest purchase that passes of each version that has one, by the version's inner id. */
export async function newestPasses(
  versionIds: readonly number[],
  client?: Client
): Promise<Map<number, Order>> {
  if (versionIds.length === 0) return new Map()
  const found = await judgedPurchases(versionIds, client)
    .where('verdict', 'passes')
    .groupBy('version_id')
    .max('id as id')
  const orders = await Order.query(client ? { client } : {}).whereIn(
    'id',
    found.map(({ id }) => Number(id))
  )
  return new Map(orders.map((order) => [order.versionId, order]))
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
  return countsFrom(await Submission.of(version.id, client), round)
}

/** As {@link countsSince}, of what was sent, newest first. */
export function countsFrom(sent: readonly Submission[], round: ApprovalRound): DateTime | null {
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

/** How long the partner's portal took to answer a purchase, in milliseconds. */
export async function answerTime(order: Order, client?: Client): Promise<number | null> {
  const last = await DeliveryAttempt.query(client ? { client } : {})
    .whereIn('delivery_id', (ids) =>
      ids.from('deliveries').where({ order_id: order.id, event: 'purchase' }).select('id')
    )
    .orderBy('id', 'desc')
    .first()
  return last?.totalMs ?? null
}

async function withCalls(facts: PurchaseFacts[], client?: Client): Promise<TestPurchase[]> {
  if (facts.length === 0) return []
  const options = client ? { client } : {}
  const ids = facts.map(({ id }) => id)
  const found = await Order.query(options).whereIn('id', ids)
  const orders = new Map(found.map((order) => [order.id, order]))
  const fromWorkbench = facts.flatMap(({ renewal_id: renewal, stop_id: stop }) =>
    [renewal, stop].filter((id) => id !== null)
  )
  const deliveries = await Delivery.query(options)
    .whereIn('order_id', ids)
    .orWhereIn('id', fromWorkbench)
    .orderBy('id')
  const attempts = Map.groupBy(
    await DeliveryAttempt.query(options)
      .whereIn(
        'delivery_id',
        deliveries.map(({ id }) => id)
      )
      .orderBy('id'),
    ({ deliveryId }) => deliveryId
  )
  return facts.map(({ id, verdict, renewal_id: renewal, stop_id: stop }) => ({
    order: orders.get(id)!,
    calls: deliveries
      .filter(
        (delivery) => delivery.orderId === id || delivery.id === renewal || delivery.id === stop
      )
      .map((delivery) => ({ delivery, attempts: attempts.get(delivery.id) ?? [] })),
    verdict,
    missing:
      verdict !== 'incomplete'
        ? []
        : [...(renewal ? [] : ['renewal' as const]), ...(stop ? [] : ['stop' as const])],
  }))
}
