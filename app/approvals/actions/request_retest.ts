import { audit } from '#audit/record'
import { keepClock } from '#approvals/actions/keep_clock'
import { lockOwnVersion } from '#approvals/actions/lock_version'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import { countsSince, passingPurchase } from '#approvals/queries/test_purchases'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/**
 * *Minta Uji Integrasi Ulang* (R5.4): only after FAB's refusal and a newer purchase that passes. Opens the next round for QA to
 * decide; the ball and the clock go back to the operator. Pressed twice it is one request.
 */
export function requestRetest(
  partner: Partner,
  contentPublicId: string
): Promise<Result<ApprovalRound, { type: 'not_found' | 'not_refused' | 'no_newer_purchase' }>> {
  return transaction(async (trx) => {
    const own = await lockOwnVersion(trx, partner, contentPublicId)
    if (!own) return err({ type: 'not_found' })
    const { content, version } = own
    const { qa_fab: refused } = await ApprovalRound.latest(version.id, trx)
    if (!version.isInApproval || refused?.status !== 'refused') return err({ type: 'not_refused' })
    const since = await countsSince(version, refused, trx)
    const order = await passingPurchase(version, since, trx)
    if (!order) return err({ type: 'no_newer_purchase' })

    const at = clock.now()
    const wish = {
      versionId: version.id,
      lane: 'qa_fab',
      status: 'open',
      orderId: order.id,
    } as const
    const round = await ApprovalRound.begin(wish, { at, trx })
    await ApprovalEvent.note(trx, {
      versionId: version.id,
      kind: 'retest_requested',
      round: round.number,
      actorKind: 'partner',
      data: { orderNumber: order.number },
      at,
    })
    await keepClock(version, { at, trx })
    await audit(trx, {
      type: 'approval.retest_requested',
      actor: { kind: 'partner', id: partner.publicId },
      subject: { kind: 'content', id: content.publicId },
      data: { version: version.number, round: round.number, order: order.number },
    })
    return ok(round)
  })
}
