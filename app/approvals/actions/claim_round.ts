import type { DateTime } from 'luxon'
import { audit } from '#audit/record'
import { findRoundFor } from '#approvals/actions/find_round'
import { lockVersion } from '#approvals/actions/lock_version'
import { whyNot, type RoundRefusal } from '#approvals/actions/refusals'
import ApprovalEvent from '#approvals/models/approval_event'
import type ApprovalRound from '#approvals/models/approval_round'
import { mayDecide } from '#approvals/policies/lane_policy'
import Staff from '#identity/models/staff'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/**
 * Takes a round for one member of staff, so that two do not do the same work (R5.5). The first claim begins the examination. One
 * whose owner has let it lie is taken over, on record.
 */
export function claimRound(
  staff: Staff,
  roundPublicId: string
): Promise<Result<ApprovalRound, RoundRefusal>> {
  return transaction(async (trx) => {
    const found = await findRoundFor(staff, roundPublicId, trx)
    if (!found) return err({ type: 'not_found' })
    return takeRound(found, { by: staff, to: staff }, trx)
  })
}

/**
 * Gives a round that is free, or one's own, to a colleague of the same desk.
 *
 * @param to somebody who may decide in the round's lane
 */
export function assignRound(
  staff: Staff,
  roundPublicId: string,
  to: Staff
): Promise<Result<ApprovalRound, RoundRefusal | { type: 'not_of_this_lane' }>> {
  return transaction(
    async (trx): Promise<Result<ApprovalRound, RoundRefusal | { type: 'not_of_this_lane' }>> => {
      const found = await findRoundFor(staff, roundPublicId, trx)
      if (!found) return err({ type: 'not_found' })
      if (!mayDecide(to.role, found.lane) || !to.maySignIn) return err({ type: 'not_of_this_lane' })
      return takeRound(found, { by: staff, to }, trx)
    }
  )
}

/** As {@link claimRound}, within a step that takes the round by being done. One's own claim lasts on. */
export async function takeRound(
  found: ApprovalRound,
  { by, to }: { by: Staff; to: Staff },
  trx: Trx
): Promise<Result<ApprovalRound, RoundRefusal>> {
  const version = await lockVersion(trx, found.versionId)
  const round = await found.useTransaction(trx).refresh()
  const at = clock.now()
  const before = round.claimedBy
  const isTheirs = round.heldBy === to.id
  if (!(await round.claim({ by: by.id, to: to.id, at, trx }))) return err(await whyNot(round, trx))
  if (version.status === 'submitted') await version.beginReview({ at, trx })
  if (isTheirs) return ok(round)
  await ApprovalEvent.note(trx, {
    versionId: version.id,
    lane: round.lane,
    round: round.number,
    kind: 'claimed',
    actorKind: 'staff',
    actorId: to.id,
    at,
  })
  await recordTaking(round, { by, to, before }, trx)
  return ok(round)
}

/** Writes down who has a round now, and of whom it was taken over whose claim had run out. */
export async function recordTaking(
  round: ApprovalRound,
  { by, to, before }: { by: Staff; to: Staff; before: number | null },
  trx: Trx
): Promise<void> {
  const actor = { kind: 'staff', id: by.publicId } as const
  const subject = { kind: 'approval_round', id: round.publicId } as const
  const data = { lane: round.lane, round: round.number }
  if (before !== null && before !== by.id) {
    const { publicId } = await Staff.findOrFail(before, { client: trx })
    await audit(trx, {
      type: 'approval.taken_over',
      actor,
      subject,
      data: { ...data, former_owner: publicId },
    })
  } else if (to.id === by.id) await audit(trx, { type: 'approval.claimed', actor, subject, data })
  if (to.id !== by.id)
    await audit(trx, {
      type: 'approval.assigned',
      actor,
      subject,
      data: { ...data, owner: to.publicId },
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
    if (round.isAtDesk && round.heldBy === null) return ok(round)
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

/** Ends a claim that its owner has abandoned: the round is free again, on record. Safe to run again. */
export function expireClaim(round: ApprovalRound, at: DateTime): Promise<boolean> {
  return transaction(async (trx) => {
    const owner = await Staff.findOrFail(round.claimedBy!, { client: trx })
    if (!(await round.expire({ at, trx }))) return false
    await audit(trx, {
      type: 'approval.claim_expired',
      actor: { kind: 'system' },
      subject: { kind: 'approval_round', id: round.publicId },
      data: { lane: round.lane, round: round.number, former_owner: owner.publicId },
    })
    return true
  })
}
