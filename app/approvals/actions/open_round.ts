import { findRoundFor } from '#approvals/actions/find_round'
import { lockVersion } from '#approvals/actions/lock_version'
import { whyNot, type ReadRefusal } from '#approvals/actions/refusals'
import { markOf, type Checklist } from '#approvals/checklists'
import type ApprovalRound from '#approvals/models/approval_round'
import { changesSince, readingOf, type Reading } from '#approvals/queries/reading'
import type ContentVersion from '#catalogue/models/content_version'
import type Staff from '#identity/models/staff'
import type { Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/** A round that somebody works on, with what lies before its lane; nobody changes either until the transaction ends. */
export interface OpenRound {
  round: ApprovalRound
  version: ContentVersion
  reading: Reading
}

/** What was before somebody who sends findings. */
export interface Seen {
  /** Token of the page that was worked on. */
  read: string
  /** Mark of the findings that the page showed ({@link markOf}); left out by a program, that looks itself. */
  seen?: string
  checklist: Checklist
}

/**
 * Opens a round to write findings to it: it must be at the desk, nobody else's, and what was read, and found by then, must be what there
 * is. The same findings once more are no change.
 */
export async function openRound(
  trx: Trx,
  staff: Staff,
  roundPublicId: string,
  { read, seen, checklist }: Seen
): Promise<Result<OpenRound, ReadRefusal>> {
  const found = await findRoundFor(staff, roundPublicId, trx)
  if (!found) return err({ type: 'not_found' })
  const version = await lockVersion(trx, found.versionId)
  const round = await found.useTransaction(trx).refresh()
  if (!round.isFreeFor(staff.id)) return err(await whyNot(round, trx))
  const reading = await readingOf(round.lane, version, trx)
  const changes = await changesSince(round.lane, read, reading, trx)
  if (changes) return err({ type: 'changed', changes })
  const kept = markOf(round.checklist)
  if (seen !== undefined && kept !== seen && kept !== markOf(checklist))
    return err({ type: 'findings_changed' })
  return ok({ round, version, reading })
}
