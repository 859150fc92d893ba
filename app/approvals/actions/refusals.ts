import type { Decision } from '#approvals/lanes'
import ApprovalRound from '#approvals/models/approval_round'
import type { Changes } from '#approvals/queries/reading'
import Staff from '#identity/models/staff'
import type { Trx } from '#shared/database/main'

/** Why a round did not take what a member of staff wanted of it: somebody else was quicker, and who (R5.5). */
export type RoundRefusal =
  | { type: 'not_found' }
  | { type: 'claimed_by_other'; name: string; since: number }
  | { type: 'already_decided'; name: string | null; at: number | null; decision: Decision }
  | { type: 'not_open' }

/** As {@link RoundRefusal}, where what was read must still be what there is. */
export type ReadRefusal =
  | RoundRefusal
  | { type: 'changed'; changes: Changes }
  /** Somebody has kept other findings since. */
  | { type: 'findings_changed' }

/** Looks at what the round is now, after a guarded step on it has failed. */
export async function whyNot(round: ApprovalRound, trx: Trx): Promise<RoundRefusal> {
  const now = await ApprovalRound.findOrFail(round.id, { client: trx })
  if (now.isAtDesk && now.heldBy && now.claimedBy) {
    const holder = await Staff.findOrFail(now.claimedBy, { client: trx })
    return { type: 'claimed_by_other', name: holder.name, since: now.claimedAt!.toMillis() }
  }
  if (now.status === 'open' || now.status === 'waiting' || now.status === 'void')
    return { type: 'not_open' }
  const decider = now.decidedBy ? await Staff.findOrFail(now.decidedBy, { client: trx }) : null
  return {
    type: 'already_decided',
    name: decider?.name ?? null,
    at: now.decidedAt?.toMillis() ?? null,
    decision: now.status,
  }
}
