import { isAnnexUnchanged } from '#approvals/actions/complete_approval'
import type { Lane } from '#approvals/lanes'
import ApprovalRound from '#approvals/models/approval_round'
import Submission from '#approvals/models/submission'
import { progressOf, type Progress } from '#approvals/queries/progress'
import {
  changesSince,
  changesSinceRound,
  readingOf,
  tokenOf,
  type Changes,
} from '#approvals/queries/reading'
import { valuesOf, type VersionValues } from '#approvals/values'
import ContentVersion from '#catalogue/models/content_version'
import { loadVersion, sheetWith, type VersionSheet } from '#catalogue/queries/load_version'
import Staff from '#identity/models/staff'
import type { DateTime } from 'luxon'

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
  /** Of what was submitted: last, or where the round is decided, what it was decided on. */
  progress: Progress
  submission: Submission
  holder: Staff | null
  decider: Staff | null
  comparison: Comparison | null
  /** Approving a change of the annex issues an addendum (R3.8). */
  changesAnnex: boolean
  /** Earlier rounds of this lane, newest first. */
  former: ApprovalRound[]
  /** On what the round before was decided. */
  formerSubmission: Submission | null
  /** Keys of the names of the company's data that have changed since Legal's round before. */
  changedCompany: string[]
  /** Says what this page shows, for whatever is decided on it. */
  token: string
  /** What has changed since the page on which the form was filled that is answered now. */
  changes: Changes | null
  /** What has changed since the checklist was kept: its findings are of something else. */
  draftChanges: Changes | null
  /** Another lane has asked for a correction, which is not submitted yet. */
  awaited: { lane: Lane; since: DateTime } | null
}

/**
 * Gathers a round's file.
 *
 * @param read token of the page whose form is answered; none when the page is just opened
 * @param purchasesFrom number of the order after which the log of purchases goes on
 */
export async function deskFile(
  round: ApprovalRound,
  { read, purchasesFrom }: { read?: string; purchasesFrom?: string }
): Promise<DeskFile> {
  const sheet = await loadVersion(round.versionId)
  const reading = await readingOf(round.lane, sheet.version)
  const { shown, submission } = await shownFor(round, sheet, reading.submission)
  const progress = await progressOf(shown, purchasesFrom)
  const { version, content } = progress
  const isSecond = content.liveVersionId !== null && content.liveVersionId !== version.id
  const former = await ApprovalRound.query()
    .where('version_id', version.id)
    .where('lane', round.lane)
    .where('number', '<', round.number)
    .orderBy('number', 'desc')
  const since = former[0] && (await changesSinceRound(former[0], reading))
  return {
    round,
    progress,
    submission,
    holder: round.heldBy ? await Staff.find(round.heldBy) : null,
    decider: round.decidedBy ? await Staff.find(round.decidedBy) : null,
    comparison: await comparisonOf(submission, former, isSecond ? content.liveVersionId : null),
    changesAnnex: isSecond && !(await isAnnexUnchanged(version)),
    former,
    formerSubmission: former[0]?.submissionId
      ? await Submission.findOrFail(former[0].submissionId)
      : null,
    changedCompany: round.isAtDesk ? (since?.company ?? []) : [],
    token: tokenOf(reading),
    changes:
      read === undefined || !round.isAtDesk ? null : await changesSince(round.lane, read, reading),
    draftChanges:
      round.isAtDesk && Object.keys(round.checklist).length > 0
        ? await changesSinceRound(round, reading)
        : null,
    awaited: awaitedBy(round, progress),
  }
}

/** A decided round shows what it was decided on, whatever was submitted since. */
async function shownFor(
  round: ApprovalRound,
  sheet: VersionSheet,
  newest: Submission
): Promise<{ shown: VersionSheet; submission: Submission }> {
  if (!round.decidedAt || !round.submissionId || round.submissionId === newest.id)
    return { shown: sheet, submission: newest }
  const submission = await Submission.findOrFail(round.submissionId)
  const version = sheet.version.withValues(submission.values as Partial<ContentVersion>)
  return { shown: await sheetWith(sheet, version), submission }
}

/** Compared with what this lane decided last, else with what was sent before, else with what is on sale. */
async function comparisonOf(
  submission: Submission,
  former: ApprovalRound[],
  liveVersionId: number | null
): Promise<Comparison | null> {
  const after = submission.values
  const sent = await Submission.of(submission.versionId)
  const older = sent.filter(({ number }) => number < submission.number)
  const before = older.find(({ id }) => id === former[0]?.submissionId) ?? older[0]
  if (before) return { kind: 'former', before: before.values, after, liveNumber: null }
  if (!liveVersionId) return null
  const live = await ContentVersion.findOrFail(liveVersionId)
  return { kind: 'live', before: valuesOf(live), after, liveNumber: live.number }
}

function awaitedBy(round: ApprovalRound, { version, rounds }: Progress): DeskFile['awaited'] {
  if (!round.isAtDesk || version.status !== 'needs_correction') return null
  const asking = Object.values(rounds).find(
    ({ lane, status }) =>
      lane !== 'qa_fab' && (status === 'needs_correction' || status === 'refused')
  )
  return asking?.decidedAt ? { lane: asking.lane, since: asking.decidedAt } : null
}
