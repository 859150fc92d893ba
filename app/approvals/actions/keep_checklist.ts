import { openRound } from '#approvals/actions/open_round'
import { whyNot, type ReadRefusal } from '#approvals/actions/refusals'
import type { Checklist } from '#approvals/checklists'
import type ApprovalRound from '#approvals/models/approval_round'
import type Staff from '#identity/models/staff'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/**
 * Keeps what was found so far, and in which submission. Nobody else's round, and none that is decided.
 *
 * @param read token of the page on which it was found
 */
export function keepChecklist(
  staff: Staff,
  roundPublicId: string,
  { read, checklist }: { read: string; checklist: Checklist }
): Promise<Result<ApprovalRound, ReadRefusal>> {
  return transaction(async (trx) => {
    const opened = await openRound(trx, staff, roundPublicId, read)
    if (!opened.ok) return opened
    const { round, reading } = opened.value
    if (!(await round.keepChecklist(checklist, reading, { by: staff.id, at: clock.now(), trx })))
      return err(await whyNot(round, trx))
    return ok(round)
  })
}
