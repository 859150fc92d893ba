import { audit } from '#audit/record'
import { completeApproval } from '#approvals/actions/complete_approval'
import { keepClock } from '#approvals/actions/keep_clock'
import { lockVersion } from '#approvals/actions/lock_version'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import { readingOf } from '#approvals/queries/reading'
import { answerTime, countsSince, passingPurchase } from '#approvals/queries/test_purchases'
import Content from '#catalogue/models/content'
import Order from '#checkout/models/order'
import { enqueueMail } from '#core/mail/mail'
import Delivery from '#forwarding/models/delivery'
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
    const order = await passingPurchase(version, since, trx)
    if (!order || (await isNoted(versionId, order, trx))) return false

    const at = clock.now()
    if (round.status === 'waiting') {
      const read = await readingOf('qa_fab', version, trx)
      await round.pass({ orderId: order.id, read }, { at, trx })
      await audit(trx, {
        type: 'approval.decided',
        actor: { kind: 'system' },
        subject: { kind: 'approval_round', id: round.publicId },
        data: {
          lane: 'qa_fab',
          round: round.number,
          decision: 'approved',
          order: order.number,
        },
      })
    }
    await ApprovalEvent.note(trx, {
      versionId,
      lane: 'qa_fab',
      round: round.number,
      kind: 'test_passed',
      actorKind: 'system',
      data: { orderNumber: order.number, totalMs: await answerTime(order, trx) },
      at,
    })
    await completeApproval(version, { at, trx })
    await keepClock(version, { at, trx })
    await enqueueMail(trx, 'approvals.test_passed', {
      versionId,
      orderNumber: order.number,
    })
    return true
  })
}

/**
 * Judges after a call of the development store was settled. Its order's version, or for a call from the workbench the newest version of
 * its content.
 */
export async function judgeTrialDelivery(deliveryId: number): Promise<void> {
  const { status, orderId, contentId } = await Delivery.findOrFail(deliveryId)
  if (status !== 'delivered') return
  const order = orderId === null ? null : await Order.findOrFail(orderId)
  const { latestVersionId } = await Content.findOrFail(contentId)
  await judgeTestPurchases(order?.versionId ?? latestVersionId)
}

async function isNoted(versionId: number, order: Order, trx: Trx): Promise<boolean> {
  const events = await ApprovalEvent.query({ client: trx })
    .where('version_id', versionId)
    .where('kind', 'test_passed')
  return events.some(({ data }) => data.orderNumber === order.number)
}
