import type { TestPurchase } from '#approvals/queries/test_purchases'
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

/** The log of test purchases: request, answer, timing, verdict, and what is missing (R4.8). */
export function purchaseLog(purchases: readonly TestPurchase[], t: Translate) {
  return purchases.map((purchase) => ({
    number: purchase.order.number,
    at: purchase.order.createdAt,
    method: purchase.order.methodMasked ?? '',
    ...judgementOf(purchase, t),
    attempts: purchase.calls.flatMap(({ delivery, attempts }) =>
      attempts.map((attempt) => ({
        event: t(EVENTS[delivery.event]),
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
  }))
}

function judgementOf(
  { verdict }: TestPurchase,
  t: Translate
): { passes: boolean; judgement: string } {
  if (verdict.passes) return { passes: true, judgement: t('approvals.purchase.passes') }
  switch (verdict.because) {
    case 'not_bound':
      return { passes: false, judgement: t('approvals.purchase.not_bound') }
    case 'not_fulfilled':
      return { passes: false, judgement: t('approvals.purchase.not_fulfilled') }
    case 'not_delivered':
      return { passes: false, judgement: t('approvals.purchase.not_delivered') }
    case 'incomplete': {
      const [renewal, stop] = [
        verdict.missing.includes('renewal'),
        verdict.missing.includes('stop'),
      ]
      if (renewal && stop) return { passes: false, judgement: t('approvals.purchase.missing_both') }
      return {
        passes: false,
        judgement: renewal
          ? t('approvals.purchase.missing_renewal')
          : t('approvals.purchase.missing_stop'),
      }
    }
  }
}
