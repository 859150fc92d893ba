import { findRoundFor } from '#approvals/actions/find_round'
import { whyNot, type RoundRefusal } from '#approvals/actions/refusals'
import type { Checklist } from '#approvals/checklists'
import type ApprovalRound from '#approvals/models/approval_round'
import type Staff from '#identity/models/staff'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/** Keeps what was found so far. Nobody else's round, and none that is decided. */
export function keepChecklist(
  staff: Staff,
  roundPublicId: string,
  checklist: Checklist
): Promise<Result<ApprovalRound, RoundRefusal>> {
  return transaction(async (trx) => {
    const round = await findRoundFor(staff, roundPublicId, trx)
    if (!round) return err({ type: 'not_found' })
    if (!(await round.keepChecklist(checklist, { by: staff.id, trx })))
      return err(await whyNot(round, trx))
    return ok(round)
  })
}
