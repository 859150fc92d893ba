import { audit } from '#audit/record'
import { keepClock } from '#approvals/actions/keep_clock'
import { lockOwnVersion } from '#approvals/actions/lock_version'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import { endTrial } from '#catalogue/actions/list_for_trial'
import type Content from '#catalogue/models/content'
import type ContentVersion from '#catalogue/models/content_version'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/** The partner takes a version back before it is approved. What is on sale stays on sale. */
export function withdrawVersion(
  partner: Partner,
  contentPublicId: string
): Promise<Result<ContentVersion, { type: 'not_found' | 'too_late' }>> {
  return transaction(async (trx) => {
    const own = await lockOwnVersion(trx, partner, contentPublicId)
    if (!own) return err({ type: 'not_found' })
    if (!own.version.may('withdrawn')) return err({ type: 'too_late' })
    if (own.version.submittedAt) await takeBack(trx, partner, own)
    else await discardDraft(trx, partner, own)
    return ok(own.version)
  })
}

/** Ends the approval of a version that may be withdrawn. */
export async function takeBack(
  trx: Trx,
  partner: Partner,
  { content, version }: { content: Content; version: ContentVersion }
): Promise<void> {
  const at = clock.now()
  await version.withdraw({ at, trx })
  await ApprovalRound.voidOpen(version.id, { at, trx })
  await ApprovalEvent.note(trx, {
    versionId: version.id,
    kind: 'withdrawn',
    actorKind: 'partner',
    at,
  })
  await keepClock(version, { at, trx })
  await endTrial(trx, content.id)
  await audit(trx, {
    type: 'content.version_withdrawn',
    actor: { kind: 'partner', id: partner.publicId },
    subject: { kind: 'content', id: content.publicId },
    data: { version: version.number },
  })
}

/** Throws a draft away that nobody but its partner has seen. A content that is on sale is again what is on sale. */
async function discardDraft(
  trx: Trx,
  partner: Partner,
  { content, version }: { content: Content; version: ContentVersion }
): Promise<void> {
  await version.withdraw({ at: clock.now(), trx })
  if (content.liveVersionId) await content.fallBackToLive(trx)
  await audit(trx, {
    type: 'content.draft_discarded',
    actor: { kind: 'partner', id: partner.publicId },
    subject: { kind: 'content', id: content.publicId },
    data: { version: version.number },
  })
}
