import { audit } from '#audit/record'
import ApprovalRound from '#approvals/models/approval_round'
import { UNDECIDED } from '#approvals/course'
import type Staff from '#identity/models/staff'
import type { Trx } from '#shared/database/main'

/** Somebody leaves their desk, shut out or in another role: the rounds that they have are everybody's again, on record (R5.5). */
export async function leaveDesk(trx: Trx, staff: Staff, by: Staff): Promise<void> {
  const rounds = await ApprovalRound.query({ client: trx })
    .where('claimed_by', staff.id)
    .whereIn('status', [...UNDECIDED])
    .orderBy('id')
  for (const round of rounds) {
    if (!(await round.release({ by: staff.id, trx }))) continue
    await audit(trx, {
      type: 'approval.released',
      actor: { kind: 'staff', id: by.publicId },
      subject: { kind: 'approval_round', id: round.publicId },
      data: { lane: round.lane, round: round.number, former_owner: staff.publicId },
    })
  }
}
