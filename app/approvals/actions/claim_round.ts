import { audit } from '#audit/record'
import { findRoundFor } from '#approvals/actions/find_round'
import { lockVersion } from '#approvals/actions/lock_version'
import { whyNot, type RoundRefusal } from '#approvals/actions/refusals'
import ApprovalEvent from '#approvals/models/approval_event'
import type ApprovalRound from '#approvals/models/approval_round'
import type Staff from '#identity/models/staff'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/** Takes a round for one member of staff, so that two do not do the same work (R5.5). The first claim begins the examination. */
export function claimRound(
  staff: Staff,
  roundPublicId: string
): Promise<Result<ApprovalRound, RoundRefusal>> {
  return transaction(async (trx) => {
    const round = await findRoundFor(staff, roundPublicId, trx)
    if (!round) return err({ type: 'not_found' })
    const version = await lockVersion(trx, round.versionId)
    const at = clock.now()
    const isNew = round.claimedBy !== staff.id
    if (!(await round.claim({ by: staff.id, at, trx }))) return err(await whyNot(round, trx))
    if (version.status === 'submitted') await version.beginReview({ at, trx })
    if (isNew) {
      await ApprovalEvent.note(trx, {
        versionId: version.id,
        lane: round.lane,
        round: round.number,
        kind: 'claimed',
        actorKind: 'staff',
        actorId: staff.id,
        at,
      })
      await audit(trx, {
        type: 'approval.claimed',
        actor: { kind: 'staff', id: staff.publicId },
        subject: { kind: 'approval_round', id: round.publicId },
        data: { lane: round.lane, round: round.number },
      })
    }
    return ok(round)
  })
}

/** Gives a round back to the queue. One that nobody has is there already. */
export function releaseRound(
  staff: Staff,
  roundPublicId: string
): Promise<Result<ApprovalRound, RoundRefusal>> {
  return transaction(async (trx) => {
    const round = await findRoundFor(staff, roundPublicId, trx)
    if (!round) return err({ type: 'not_found' })
    if (round.isAtDesk && round.claimedBy === null) return ok(round)
    if (!(await round.release({ by: staff.id, trx }))) return err(await whyNot(round, trx))
    await audit(trx, {
      type: 'approval.released',
      actor: { kind: 'staff', id: staff.publicId },
      subject: { kind: 'approval_round', id: round.publicId },
      data: { lane: round.lane, round: round.number },
    })
    return ok(round)
  })
}
