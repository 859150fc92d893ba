import { audit } from '#audit/record'
import { completeApproval } from '#approvals/actions/complete_approval'
import { keepClock } from '#approvals/actions/keep_clock'
import { lockVersion } from '#approvals/actions/lock_version'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import { readingOf } from '#approvals/queries/reading'
import {
  countsSince,
  newestPass,
  testPurchases,
  type TestPurchase,
} from '#approvals/queries/test_purchases'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'

/**
 * FAB by the log (R4.8, R5.3): the first round of a version passes by itself with the first purchase that does; after a refusal a
 * newer one only opens *Minta Uji Integrasi Ulang*, and QA decides. Looks at everything that is written, so it is safe to run
 * again and right whichever of purchase, renewal and stop came last.
 *
 * @returns whether anything changed
 */
export function judgeTestPurchases(versionId: number): Promise<boolean> {
  return transaction(async (trx) => {
    const version = await lockVersion(trx, versionId)
    if (!version.isInApproval) return false
    const { qa_fab: round } = await ApprovalRound.latest(version.id, trx)
    if (!round || (round.status !== 'waiting' && round.status !== 'refused')) return false
    const since = await countsSince(version, round, trx)
    const purchase = newestPass(await testPurchases(version, trx), since)
    if (!purchase || (await isNoted(versionId, purchase, trx))) return false

    const at = clock.now()
    if (round.status === 'waiting') {
      const read = await readingOf('qa_fab', version, trx)
      await round.pass({ orderId: purchase.order.id, read }, { at, trx })
      await audit(trx, {
        type: 'approval.decided',
        actor: { kind: 'system' },
        subject: { kind: 'approval_round', id: round.publicId },
        data: {
          lane: 'qa_fab',
          round: round.number,
          decision: 'approved',
          order: purchase.order.number,
        },
      })
    }
    await ApprovalEvent.note(trx, {
      versionId,
      lane: 'qa_fab',
      round: round.number,
      kind: 'test_passed',
      actorKind: 'system',
      data: { orderNumber: purchase.order.number, totalMs: answerTime(purchase) },
      at,
    })
    await completeApproval(version, { at, trx })
    await keepClock(version, { at, trx })
    await enqueueMail(trx, 'approvals.test_passed', {
      versionId,
      orderNumber: purchase.order.number,
    })
    return true
  })
}

/** How long the partner's portal took to answer the purchase, in milliseconds. */
function answerTime({ calls }: TestPurchase): number | null {
  const purchase = calls.find(({ delivery }) => delivery.event === 'purchase')
  return purchase?.attempts.at(-1)?.totalMs ?? null
}

async function isNoted(versionId: number, { order }: TestPurchase, trx: Trx): Promise<boolean> {
  const events = await ApprovalEvent.query({ client: trx })
    .where('version_id', versionId)
    .where('kind', 'test_passed')
  return events.some(({ data }) => data.orderNumber === order.number)
}
