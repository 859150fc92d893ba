import { createHash } from 'node:crypto'
import { Duration, type DateTime } from 'luxon'
import { audit } from '#audit/record'
import { takeRound } from '#approvals/actions/claim_round'
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
import { enqueue } from '#shared/outbox/outbox'
import { publicId } from '#shared/public_id'
import { err, ok, type Result } from '#shared/result'
import { put, remove } from '#storage/main'

/** How many screenshots a point may have: evidence, not an archive. */
export const MAX_SCREENSHOTS = 10

export type EvidenceRefusal =
  | RoundRefusal
  | { type: 'no_such_point' }
  | { type: 'too_many' }
  | { type: 'bad_picture'; because: ImageRefusal }

/**
 * Keeps a screenshot for a point of a checklist (R5.3): decoded and drawn anew as every picture, served to the staff of the lane alone.
 * The same picture for the same point again is the same evidence. Nothing is decoded or kept for a round that does not take it, and a
 * file that no evidence names in the end is cleared away ({@link clearEvidence}).
 *
 * @param bytes as they were sent
 */
export async function addScreenshot(
  staff: Staff,
  roundPublicId: string,
  { point, caption, bytes }: { point: string; caption: string; bytes: Buffer }
): Promise<Result<Evidence, EvidenceRefusal>> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const storageKey = `evidence/${sha256.slice(0, 2)}/${publicId().toLowerCase()}.webp`
  const place = { staff, roundPublicId, point, sha256 }
  const asked = await transaction(async (trx) => {
    const open = await openPlace(place, trx)
    if (open.ok && !open.value.known) await clearLater(storageKey, trx)
    return open
  })
  if (!asked.ok) return asked
  if (asked.value.known) return ok(asked.value.known)
  const drawn = await drawScreenshot(bytes, `staff:${staff.id}`)
  if (!drawn.ok) return err({ type: 'bad_picture', because: drawn.error.type })
  const { webp, width, height } = drawn.value
  await put(storageKey, webp)
  return transaction(async (trx): Promise<Result<Evidence, EvidenceRefusal>> => {
    const open = await openPlace(place, trx)
    if (!open.ok) return open
    const { round, known } = open.value
    if (known) return ok(known)
    const taken = await takeRound(round, { by: staff, to: staff }, trx)
    if (!taken.ok) return taken
    const evidence = await Evidence.create(
      { roundId: round.id, point, staffId: staff.id, sha256, storageKey, width, height, caption },
      { client: trx }
    )
    await record('approval.evidence_added', staff, round, { point, sha256 }, trx)
    return ok(evidence)
  })
}

/** Where a screenshot is to go: a point of a round that this member of staff may work on, with room for one more. */
async function openPlace(
  place: { staff: Staff; roundPublicId: string; point: string; sha256: string },
  trx: Trx
): Promise<Result<{ round: ApprovalRound; known: Evidence | null }, EvidenceRefusal>> {
  const { staff, roundPublicId, point, sha256 } = place
  const opened = await holdRound(staff, roundPublicId, trx)
  if (!opened.ok) return opened
  const { round, version } = opened.value
  if (!pointsOf(round.lane, version.paymentKind).some(({ key }) => key === point))
    return err({ type: 'no_such_point' })
  const there = await Evidence.query({ client: trx }).where({ roundId: round.id, point })
  const known = there.find((evidence) => evidence.sha256 === sha256) ?? null
  if (!known && there.length >= MAX_SCREENSHOTS) return err({ type: 'too_many' })
  return ok({ round, known })
}

/** A file is looked at once more after this: whoever was writing it has long come to an end, or never will. */
const CLEAR_AFTER = Duration.fromObject({ hours: 1 })

function clearLater(storageKey: string, trx: Trx): Promise<unknown> {
  return enqueue(trx, {
    kind: 'approvals.clear_evidence',
    payload: { storageKey },
    runAt: clock.now().plus(CLEAR_AFTER),
  })
}

/** Removes a screenshot's file unless evidence names it. Safe to run again; a key is written once, so none comes to name it later. */
export async function clearEvidence(storageKey: string): Promise<void> {
  if (!(await Evidence.findBy('storageKey', storageKey))) await remove(storageKey)
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
    const taken = await takeRound(round, { by: staff, to: staff }, trx)
    if (!taken.ok) return taken
    const { point, sha256, storageKey } = evidence
    await evidence.useTransaction(trx).delete()
    await enqueue(trx, { kind: 'approvals.clear_evidence', payload: { storageKey } })
    await record('approval.evidence_removed', staff, round, { point, sha256 }, trx)
    return ok()
  })
}

/**
 * Writes down a call to the partner's customer care (R5.3).
 *
 * @param call with the one-time key of its form: the same call sent again with it is the one that stands
 */
export function logCall(
  staff: Staff,
  roundPublicId: string,
  { key, ...call }: Call & { key: string }
): Promise<Result<CareCall, RoundRefusal>> {
  return transaction(async (trx): Promise<Result<CareCall, RoundRefusal>> => {
    const opened = await holdRound(staff, roundPublicId, trx)
    if (!opened.ok) return opened
    const { round } = opened.value
    if (round.lane !== 'qa_content') return err({ type: 'not_found' })
    const formKey = keyOf(key, call)
    const known = await CareCall.query({ client: trx })
      .where({ roundId: round.id, formKey })
      .first()
    if (known) return ok(known)
    const taken = await takeRound(round, { by: staff, to: staff }, trx)
    if (!taken.ok) return taken
    const logged = await CareCall.create(
      { ...call, roundId: round.id, staffId: staff.id, formKey },
      { client: trx }
    )
    await record('approval.call_logged', staff, round, { outcome: call.outcome }, trx)
    return ok(logged)
  })
}

interface Call {
  number: string
  calledAt: DateTime
  outcome: CallOutcome
  note: string
}

/** Another call from a page that was gone back to has the form's old key, and is another call. */
function keyOf(key: string, { number, calledAt, outcome, note }: Call): string {
  const words = JSON.stringify([key, number, calledAt.toMillis(), outcome, note])
  return createHash('sha256').update(words).digest('base64url').slice(0, 32)
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
