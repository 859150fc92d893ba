import type { DateTime } from 'luxon'
import ApprovalRound from '#approvals/models/approval_round'

/** Rounds in a queue whose claim has run out. */
export function abandonedClaims(at: DateTime, limit = 200): Promise<ApprovalRound[]> {
  return ApprovalRound.query()
    .where('claim_until', '<=', at.toMillis())
    .whereNotNull('claimed_by')
    .whereIn('status', ['open', 'waiting'])
    .orderBy('claim_until')
    .limit(limit)
}
