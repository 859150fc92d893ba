import { isAnnexUnchanged } from '#approvals/actions/complete_approval'
import { submissions } from '#approvals/queries/last_submission'
import ApprovalRound from '#approvals/models/approval_round'
import { progressOf, type Progress } from '#approvals/queries/progress'
import { valuesOf, type VersionValues } from '#approvals/values'
import ContentVersion from '#catalogue/models/content_version'
import { loadVersion } from '#catalogue/queries/load_version'
import Staff from '#identity/models/staff'

/** What a version is compared with: the one on sale, or what the partner sent the time before. */
export interface Comparison {
  kind: 'live' | 'former'
  before: VersionValues
  after: VersionValues
  /** Number of the version on sale. */
  liveNumber: number | null
}

/** Everything that lies on the desk when a round is open. */
export interface DeskFile {
  round: ApprovalRound
  progress: Progress
  holder: Staff | null
  decider: Staff | null
  comparison: Comparison | null
  /** Approving a change of the annex issues an addendum (R3.8). */
  changesAnnex: boolean
  /** Earlier rounds of this lane, newest first. */
  former: ApprovalRound[]
}

/** Gathers a round's file. */
export async function deskFile(round: ApprovalRound): Promise<DeskFile> {
  const progress = await progressOf(await loadVersion(round.versionId))
  const { version, content } = progress
  const isSecond = content.liveVersionId !== null && content.liveVersionId !== version.id
  return {
    round,
    progress,
    holder: round.claimedBy ? await Staff.find(round.claimedBy) : null,
    decider: round.decidedBy ? await Staff.find(round.decidedBy) : null,
    comparison: await comparisonOf(version, isSecond ? content.liveVersionId : null),
    changesAnnex: isSecond && !(await isAnnexUnchanged(version)),
    former: await ApprovalRound.query()
      .where('version_id', version.id)
      .where('lane', round.lane)
      .where('number', '<', round.number)
      .orderBy('number', 'desc'),
  }
}

async function comparisonOf(
  version: ContentVersion,
  liveVersionId: number | null
): Promise<Comparison | null> {
  const after = valuesOf(version)
  const [, former] = await submissions(version.id)
  if (former?.data.values)
    return { kind: 'former', before: former.data.values, after, liveNumber: null }
  if (!liveVersionId) return null
  const live = await ContentVersion.findOrFail(liveVersionId)
  return { kind: 'live', before: valuesOf(live), after, liveNumber: live.number }
}
