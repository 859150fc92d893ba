import ApprovalRound from '#approvals/models/approval_round'
import { lanesOf } from '#approvals/policies/lane_policy'
import type Staff from '#identity/models/staff'
import type { Client } from '#shared/database/main'
import { isPublicId } from '#shared/public_id'

/** A round of a lane that this member of staff may see; null for any other, as if it did not exist (R5.5). */
export async function findRoundFor(
  staff: Staff,
  publicId: string,
  client?: Client
): Promise<ApprovalRound | null> {
  if (!isPublicId(publicId)) return null
  return ApprovalRound.query(client ? { client } : {})
    .where('public_id', publicId)
    .whereIn('lane', lanesOf(staff.role))
    .first()
}
