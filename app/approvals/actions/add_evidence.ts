import { createHash } from 'node:crypto'
import { audit } from '#audit/record'
import { findRoundFor } from '#approvals/actions/find_round'
import { whyNot, type RoundRefusal } from '#approvals/actions/refusals'
import { pointsOf } from '#approvals/checklists'
import type ApprovalRound from '#approvals/models/approval_round'
import CareCall, { type CallOutcome } from '#approvals/models/care_call'
import Evidence from '#approvals/models/evidence'
import { drawScreenshot, type ImageRefusal } from '#catalogue/actions/draw_screenshot'
import type ContentVersion from '#catalogue/models/content_version'
import { lockVersion } from '#approvals/actions/lock_version'
import type Staff from '#identity/models/staff'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { put } from '#storage/main'
import type { DateTime } from 'luxon'

/** How many screenshots a point may have: evidence, not an archive. */
export const MAX_SCREENSHOTS = 10

export type EvidenceRefusal =
  | RoundRefusal
  | { type: 'no_such_point' }
  | { type: 'too_many' }
  | { type: 'bad_picture'; because: ImageRefusal }

/**
 * Keeps a screenshot for a point of a checklist (R5.3): decoded and drawn anew as every picture, served to the staff of the lane alone.
 * The same picture for the same point again is the same evidence.
 *
 * @param bytes as they were sent
 */
export async function addScreenshot(
  staff: Staff,
  roundPublicId: string,
  { point, caption, bytes }: { point: string; caption: string; bytes: Buffer }
): Promise<Result<Evidence, EvidenceRefusal>> {
  const drawn = await drawScreenshot(bytes, `staff:${staff.id}`)
  if (!drawn.ok) return err({ type: 'bad_picture', because: drawn.error.type })
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const { webp, width, height } = drawn.value
  const storageKey = `evidence/${sha256.slice(0, 2)}/${sha256}.webp`
  await put(storageKey, webp)
  return transaction(async (trx): Promise<Result<Evidence, EvidenceRefusal>> => {
    const opened = await holdRound(staff, roundPublicId, trx)
    if (!opened.ok) return opened
    const { round, version } = opened.value
    if (!pointsOf(round.lane, version.paymentKind).some(({ key }) => key === point))
      return err({ type: 'no_such_point' })
    const there = await Evidence.query({ client: trx }).where({ roundId: round.id, point })
    const known = there.find((evidence) => evidence.sha256 === sha256)
    if (known) return ok(known)
    if (there.length >= MAX_SCREENSHOTS) return err({ type: 'too_many' })
    const evidence = await Evidence.create(
      { roundId: round.id, point, staffId: staff.id, sha256, storageKey, width, height, caption },
      { client: trx }
    )
    await round.touch({ by: staff.id, at: clock.now(), trx })
    await record('approval.evidence_added', staff, round, { point, sha256 }, trx)
    return ok(evidence)
  })
}

/** Takes a screenshot out of a checklist while its round is not decided. The record of who did so stays. */
export function removeScreenshot(
  staff: Staff,
  roundPublicId: string,
  evidencePublicId: string
): Promise<Result<undefined, RoundRefusal>> {
  return transaction(async (trx): Promise<Result<undefined, RoundRefusal>> => {
    const opened = await holdRound(staff, roundPublicId, trx)
    if (!opened.ok) return opened
    const { round } = opened.value
    const evidence = await Evidence.query({ client: trx })
      .where({ publicId: evidencePublicId, roundId: round.id })
      .first()
    if (!evidence) return err({ type: 'not_found' })
    const { point, sha256 } = evidence
    await evidence.useTransaction(trx).delete()
    await record('approval.evidence_removed', staff, round, { point, sha256 }, trx)
    return ok()
  })
}

/** Writes down a call to the partner's customer care (R5.3). */
export function logCall(
  staff: Staff,
  roundPublicId: string,
  call: { number: string; calledAt: DateTime; outcome: CallOutcome; note: string }
): Promise<Result<CareCall, RoundRefusal>> {
  return transaction(async (trx): Promise<Result<CareCall, RoundRefusal>> => {
    const opened = await holdRound(staff, roundPublicId, trx)
    if (!opened.ok) return opened
    const { round } = opened.value
    if (round.lane !== 'qa_content') return err({ type: 'not_found' })
    const logged = await CareCall.create(
      { ...call, roundId: round.id, staffId: staff.id },
      { client: trx }
    )
    await round.touch({ by: staff.id, at: clock.now(), trx })
    await record('approval.call_logged', staff, round, { outcome: call.outcome }, trx)
    return ok(logged)
  })
}

/** A round at the desk that nobody else has, held until the transaction ends. */
async function holdRound(
  staff: Staff,
  roundPublicId: string,
  trx: Trx
): Promise<Result<{ round: ApprovalRound; version: ContentVersion }, RoundRefusal>> {
  const found = await findRoundFor(staff, roundPublicId, trx)
  if (!found) return err({ type: 'not_found' })
  const version = await lockVersion(trx, found.versionId)
  const round = await found.useTransaction(trx).refresh()
  if (!round.isFreeFor(staff.id)) return err(await whyNot(round, trx))
  return ok({ round, version })
}

function record(
  type: 'approval.evidence_added' | 'approval.evidence_removed' | 'approval.call_logged',
  staff: Staff,
  round: ApprovalRound,
  data: Record<string, unknown>,
  trx: Trx
): Promise<void> {
  return audit(trx, {
    type,
    actor: { kind: 'staff', id: staff.publicId },
    subject: { kind: 'approval_round', id: round.publicId },
    data: { lane: round.lane, round: round.number, ...data },
  })
}
