import { takeRound } from '#approvals/actions/claim_round'
import { openRound, type Seen } from '#approvals/actions/open_round'
import { whyNot, type ReadRefusal } from '#approvals/actions/refusals'
import type ApprovalRound from '#approvals/models/approval_round'
import type Staff from '#identity/models/staff'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/** Keeps what was found so far, and in which submission. A round that nobody has is taken by it; nobody else's, and none that is decided. */
export function keepChecklist(
  staff: Staff,
  roundPublicId: string,
  sent: Seen
): Promise<Result<ApprovalRound, ReadRefusal>> {
  return transaction(async (trx) => {
    const opened = await openRound(trx, staff, roundPublicId, sent)
    if (!opened.ok) return opened
    const { round, reading } = opened.value
    const taken = await takeRound(round, { by: staff, to: staff }, trx)
    if (!taken.ok) return taken
    if (
      !(await round.keepChecklist(sent.checklist, reading, { by: staff.id, at: clock.now(), trx }))
    )
      return err(await whyNot(round, trx))
    return ok(round)
  })
}
