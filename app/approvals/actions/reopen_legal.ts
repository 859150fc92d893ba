import { keepClock } from '#approvals/actions/keep_clock'
import { lockVersion } from '#approvals/actions/lock_version'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import ContentVersion, { IN_APPROVAL } from '#catalogue/models/content_version'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'

/** What Legal has validated has changed: its approvals of this partner's contents in approval are looked at again (R2.4). */
export async function reopenLegal(partnerId: number): Promise<void> {
  const versions = await ContentVersion.query()
    .whereIn('content_id', (contents) =>
      contents.from('contents').where('partner_id', partnerId).select('id')
    )
    .whereIn('status', [...IN_APPROVAL])
  for (const { id } of versions) await reopen(id)
}

function reopen(versionId: number): Promise<void> {
  return transaction(async (trx) => {
    const version = await lockVersion(trx, versionId)
    const { legal } = await ApprovalRound.latest(versionId, trx)
    if (!version.isInApproval || legal?.status !== 'approved') return
    const at = clock.now()
    const round = await ApprovalRound.begin(
      { versionId, lane: 'legal', status: 'open' },
      { at, trx }
    )
    await ApprovalEvent.note(trx, {
      versionId,
      lane: 'legal',
      round: round.number,
      kind: 'reopened',
      actorKind: 'system',
      at,
    })
    await keepClock(version, { at, trx })
  })
}
