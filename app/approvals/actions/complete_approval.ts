import type { DateTime } from 'luxon'
import { areAllApproved, statusesOf } from '#approvals/ball'
import { beginAgain } from '#approvals/actions/reopen_legal'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import { stands } from '#approvals/queries/reading'
import { ANNEX_FIELDS } from '#approvals/values'
import { publishVersion } from '#catalogue/actions/publish_version'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import Partner from '#partners/models/partner'
import { requestIssue } from '#pks/actions/request_issue'
import type { Trx } from '#shared/database/main'

/**
 * When both lanes have approved: *disetujui*, and in the same transaction the PKS is asked for (R5.5). A newer version of a live
 * content whose annex says the same needs no addendum and goes on sale at once (R3.8).
 *
 * What is approved is what each lane approved: a company's data may have been corrected a moment ago, and are held from here on. A
 * lane whose approval no longer stands looks again instead.
 *
 * @returns whether that was the last approval
 */
export async function completeApproval(
  version: ContentVersion,
  { at, trx }: { at: DateTime; trx: Trx }
): Promise<boolean> {
  const rounds = await ApprovalRound.latest(version.id, trx)
  if (version.status !== 'in_review' || !areAllApproved(statusesOf(rounds))) return false
  const fallen = []
  for (const round of Object.values(rounds))
    if (!(await stands(round, version, trx))) fallen.push(round)
  for (const round of fallen) await beginAgain(round, { at, trx })
  if (fallen.length > 0) return false
  const { partnerId } = await Content.findOrFail(version.contentId, { client: trx })
  const { companyName } = await Partner.findOrFail(partnerId, { client: trx })
  await version.approve({ at, trx, company: companyName })
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
