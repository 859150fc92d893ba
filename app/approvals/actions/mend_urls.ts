import { audit } from '#audit/record'
import { lockOwnVersion } from '#approvals/actions/lock_version'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import Submission from '#approvals/models/submission'
import type ContentVersion from '#catalogue/models/content_version'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

export type DevelopmentUrls = Pick<
  ContentVersion,
  'forwardingUrlDevelopment' | 'redirectUrlDevelopment'
>

/** While FAB has not passed, may the partner mend the addresses that the test purchase calls (R5.4)? */
export async function mayMendUrls(version: ContentVersion): Promise<boolean> {
  if (version.status !== 'submitted' && version.status !== 'in_review') return false
  const { qa_fab: round } = await ApprovalRound.latest(version.id)
  return round?.status === 'waiting' || round?.status === 'refused'
}

/**
 * Mends the development addresses while everything else is being examined. Nobody has approved them yet; purchases made with the former
 * ones no longer count.
 */
export function mendUrls(
  partner: Partner,
  contentPublicId: string,
  urls: DevelopmentUrls
): Promise<Result<ContentVersion, { type: 'not_found' | 'not_mendable' }>> {
  return transaction(async (trx) => {
    const own = await lockOwnVersion(trx, partner, contentPublicId)
    if (!own) return err({ type: 'not_found' })
    const { content, version } = own
    const { qa_fab: round } = await ApprovalRound.latest(version.id, trx)
    const isMendable = version.status === 'submitted' || version.status === 'in_review'
    if (!isMendable || (round?.status !== 'waiting' && round?.status !== 'refused'))
      return err({ type: 'not_mendable' })
    const at = clock.now()
    await version.merge({ ...urls, savedAt: at }).save()
    await Submission.record(version, { at, trx })
    await ApprovalEvent.note(trx, {
      versionId: version.id,
      kind: 'urls_mended',
      actorKind: 'partner',
      at,
    })
    await audit(trx, {
      type: 'content.urls_mended',
      actor: { kind: 'partner', id: partner.publicId },
      subject: { kind: 'content', id: content.publicId },
      data: { version: version.number },
    })
    return ok(version)
  })
}
