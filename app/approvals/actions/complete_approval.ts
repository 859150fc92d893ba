import type { DateTime } from 'luxon'
import { areAllApproved } from '#approvals/ball'
import { laneStatuses } from '#approvals/actions/keep_clock'
import ApprovalEvent from '#approvals/models/approval_event'
import { ANNEX_FIELDS } from '#approvals/values'
import { publishVersion } from '#catalogue/actions/publish_version'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import { requestIssue } from '#pks/actions/request_issue'
import type { Trx } from '#shared/database/main'

/**
 * When both lanes have approved: *disetujui*, and in the same transaction the PKS is asked for (R5.5). A newer version of a live
 * content whose annex says the same needs no addendum and goes on sale at once (R3.8).
 *
 * @returns whether that was the last approval
 */
export async function completeApproval(
  version: ContentVersion,
  { at, trx }: { at: DateTime; trx: Trx }
): Promise<boolean> {
  if (version.status !== 'in_review' || !areAllApproved(await laneStatuses(version.id, trx)))
    return false
  await version.approve({ at, trx })
  await ApprovalEvent.note(trx, {
    versionId: version.id,
    kind: 'completed',
    actorKind: 'system',
    at,
  })
  if (await isAnnexUnchanged(version, trx)) await publishVersion(trx, version.id)
  else await requestIssue(trx, version)
  return true
}

/** Does the signed annex of the live version still tell the truth about this one? */
export async function isAnnexUnchanged(version: ContentVersion, trx?: Trx): Promise<boolean> {
  const options = trx ? { client: trx } : {}
  const { liveVersionId } = await Content.findOrFail(version.contentId, options)
  if (!liveVersionId || liveVersionId === version.id) return false
  const live = await ContentVersion.findOrFail(liveVersionId, options)
  return ANNEX_FIELDS.every((field) => live[field] === version[field])
}
