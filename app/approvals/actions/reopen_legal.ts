import type { DateTime } from 'luxon'
import { audit } from '#audit/record'
import { freshStatus } from '#approvals/course'
import { keepClock } from '#approvals/actions/keep_clock'
import { lockVersion } from '#approvals/actions/lock_version'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import { stands } from '#approvals/queries/reading'
import ContentVersion, { IN_APPROVAL } from '#catalogue/models/content_version'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'

/** What Legal has validated has changed: its approvals of this partner's contents in approval are looked at again (R2.4). */
export async function reopenLegal(partnerId: number): Promise<void> {
  const versions = await ContentVersion.query()
    .whereIn('content_id', (contents) =>
      contents.from('contents').where('partner_id', partnerId).select('id')
    )
    .whereIn('status', [...IN_APPROVAL])
  for (const { id } of versions) await reopenWhatFell(id)
}

/** A PKS that has lapsed would be issued with other terms now: Legal approves them first. Safe to run again. */
export function reexamineTerms(versionId: number): Promise<void> {
  return transaction(async (trx) => {
    const version = await lockVersion(trx, versionId)
    const { legal } = await ApprovalRound.latest(versionId, trx)
    if (!version.isInApproval || legal?.status !== 'approved') return
    const at = clock.now()
    await beginAgain(legal, { at, trx })
    await keepClock(version, { at, trx })
  })
}

/** Opens Legal's lane of one version again where its approval no longer stands. Safe to run again. */
function reopenWhatFell(versionId: number): Promise<void> {
  return transaction(async (trx) => {
    const version = await lockVersion(trx, versionId)
    const { legal } = await ApprovalRound.latest(versionId, trx)
    if (!version.isInApproval || legal?.status !== 'approved') return
    if (await stands(legal, version, trx)) return
    const at = clock.now()
    await beginAgain(legal, { at, trx })
    await keepClock(version, { at, trx })
  })
}

/** The lane looks again: what it approved is not what there is. */
export async function beginAgain(
  { versionId, lane }: ApprovalRound,
  { at, trx }: { at: DateTime; trx: Trx }
): Promise<void> {
  const status = freshStatus(lane)
  const { number, publicId } = await ApprovalRound.begin({ versionId, lane, status }, { at, trx })
  await ApprovalEvent.note(trx, {
    versionId,
    lane,
    round: number,
    kind: 'reopened',
    actorKind: 'system',
    at,
  })
  await audit(trx, {
    type: 'approval.reopened',
    actor: { kind: 'system' },
    subject: { kind: 'approval_round', id: publicId },
    data: { lane, round: number },
  })
}
