import type ApprovalRound from '#approvals/models/approval_round'
import CareCall from '#approvals/models/care_call'
import Evidence from '#approvals/models/evidence'
import Staff from '#identity/models/staff'
import { isPublicId } from '#shared/public_id'

/** A screenshot of a round; null for one of another round. */
export async function findEvidence(
  round: ApprovalRound,
  publicId: string
): Promise<Evidence | null> {
  if (!isPublicId(publicId)) return null
  return Evidence.query().where({ roundId: round.id, publicId }).first()
}

/** What was kept to show what was found in a round, in the order in which it came, with the names of who did it. */
export async function evidenceOf(round: ApprovalRound): Promise<{
  screenshots: Evidence[]
  calls: CareCall[]
  names: ReadonlyMap<number, string>
}> {
  const screenshots = await Evidence.query().where('round_id', round.id).orderBy('id')
  const calls = await CareCall.query()
    .where('round_id', round.id)
    .orderBy('called_at')
    .orderBy('id')
  const ids = [...screenshots, ...calls].map(({ staffId }) => staffId)
  const staff = ids.length > 0 ? await Staff.query().whereIn('id', ids) : []
  return { screenshots, calls, names: new Map(staff.map(({ id, name }) => [id, name])) }
}
