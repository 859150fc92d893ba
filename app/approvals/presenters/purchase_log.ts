import type { HttpContext } from '@adonisjs/core/http'
import type { Judgement } from '#approvals/queries/purchase_facts'
import type { PurchasePage, TestPurchase } from '#approvals/queries/test_purchases'
import type { Translate } from '#core/words'
import type Delivery from '#forwarding/models/delivery'
import type DeliveryAttempt from '#forwarding/models/delivery_attempt'

const EVENTS: Readonly<Record<Delivery['event'], string>> = {
  purchase: 'approvals.purchase.event.purchase',
  renewal: 'approvals.purchase.event.renewal',
  stop: 'approvals.purchase.event.stop',
  refund: 'approvals.purchase.event.refund',
  test: 'approvals.purchase.event.test',
}

const VERDICTS: Readonly<Record<DeliveryAttempt['verdict'], string>> = {
  ok: 'approvals.purchase.verdict.ok',
  duplicate: 'approvals.purchase.verdict.duplicate',
  retry: 'approvals.purchase.verdict.retry',
  rejected: 'approvals.purchase.verdict.rejected',
  gone: 'approvals.purchase.verdict.gone',
  failed: 'approvals.purchase.verdict.failed',
}

const JUDGEMENTS: Readonly<Record<Exclude<Judgement, 'incomplete'>, string>> = {
  passes: 'approvals.purchase.passes',
  not_bound: 'approvals.purchase.not_bound',
  not_fulfilled: 'approvals.purchase.not_fulfilled',
  not_delivered: 'approvals.purchase.not_delivered',
}

/**
 * A page of the log of test purchases: request, answer, timing, verdict, and what is missing (R4.8).
 *
 * @param here address of the page that shows it, with a query or without one
 */
export function purchaseLog({ purchases, newer, older }: PurchasePage, here: string, t: Translate) {
  const address = (edge: string | null) => {
    const [path, query = ''] = here.split('?')
    const wanted = new URLSearchParams(query)
    if (edge) wanted.set(PURCHASES_FROM, edge)
    const text = wanted.toString()
    return `${path}${text && `?${text}`}#purchases`
  }
  return {
    previous: newer ? address(null) : null,
    next: older && address(older),
    items: purchases.map((purchase) => ({
      number: purchase.order.number,
      at: purchase.order.createdAt,
      method: purchase.order.methodMasked ?? '',
      passes: purchase.verdict === 'passes',
      judgement: t(judgementOf(purchase)),
      attempts: purchase.calls.flatMap(({ delivery, attempts }) =>
        attempts.map((attempt) => ({
          event: t(EVENTS[delivery.event]),
          from_workbench: delivery.orderId === null,
          number: attempt.number,
          at: attempt.startedAt,
          verdict: t(VERDICTS[attempt.verdict]),
          is_good: attempt.verdict === 'ok' || attempt.verdict === 'duplicate',
          reason: attempt.reason ?? '',
          total_ms: attempt.totalMs,
          connect_ms: attempt.connectMs,
          request: JSON.stringify(attempt.request, null, 2),
          answer: attempt.answer ? JSON.stringify(attempt.answer, null, 2) : '',
        }))
      ),
    })),
  }
}

/** Name of the query's part that says after which purchase the log goes on. */
const PURCHASES_FROM = 'purchases'

/** After which purchase a page's log is to go on. */
export function purchasesFrom({ request }: HttpContext): string | undefined {
  const edge: unknown = request.qs()[PURCHASES_FROM]
  return typeof edge === 'string' ? edge : undefined
}

function judgementOf({ verdict, missing }: TestPurchase): string {
  if (verdict !== 'incomplete') return JUDGEMENTS[verdict]
  if (missing.length > 1) return 'approvals.purchase.missing_both'
  return missing[0] === 'renewal'
    ? 'approvals.purchase.missing_renewal'
    : 'approvals.purchase.missing_stop'
}
