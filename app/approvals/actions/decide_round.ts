import type { DateTime } from 'luxon'
import { audit } from '#audit/record'
import { recordTaking } from '#approvals/actions/claim_round'
import { completeApproval } from '#approvals/actions/complete_approval'
import { openRound, type Seen } from '#approvals/actions/open_round'
import { keepClock } from '#approvals/actions/keep_clock'
import { whyNot, type ReadRefusal } from '#approvals/actions/refusals'
import { isComplete, pointsOf, tally, type Proof } from '#approvals/checklists'
import { consequenceOf } from '#approvals/course'
import { DECISIONS_OF_LANE, type Decision } from '#approvals/lanes'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import { proofOf } from '#approvals/queries/proof'
import { countsSince, passingPurchase } from '#approvals/queries/test_purchases'
import { isReason, type Reason } from '#approvals/reasons'
import { endTrial } from '#catalogue/actions/list_for_trial'
import type ContentVersion from '#catalogue/models/content_version'
import Content from '#catalogue/models/content'
import { enqueueMail } from '#core/mail/mail'
import type Staff from '#identity/models/staff'
import { validateCompany } from '#partners/actions/validate_company'
import Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/** What was read, and found until then, is what is decided. */
export interface Verdict extends Seen {
  decision: Decision
  /** Key of the reason, for every no. */
  reason: string | null
  /** What the partner is to do; the partner reads it as it is. */
  instruction: string | null
  /** What is to be mended at which field of the content's form or of the company's; of a correction alone. */
  asked?: Record<string, string>
}

export type DecideRefusal =
  | ReadRefusal
  | { type: 'not_of_this_lane' }
  | { type: 'checklist_incomplete' }
  | { type: 'words_missing'; fields: ('reason' | 'instruction')[] }
  | { type: 'no_passing_purchase' }

/**
 * Decides a round, once (R5.1 to R5.5), on what was read and on nothing else: the round keeps which submission that was. A no carries its
 * reason and what to do. Approval needs every point of the checklist passed with its evidence. Timeline, audit event, mail, clock, and
 * with the last approval the PKS, all belong to one transaction.
 */
export function decideRound(
  staff: Staff,
  roundPublicId: string,
  verdict: Verdict
): Promise<Result<ApprovalRound, DecideRefusal>> {
  return transaction(async (trx) => {
    const opened = await openRound(trx, staff, roundPublicId, verdict)
    if (!opened.ok) return opened
    const { round, version, reading } = opened.value
    const proof = await proofOf(round, version, trx)
    const refusal =
      judge(verdict, { round, version, proof }) ?? (await judgeFab(verdict, round, version, trx))
    if (refusal) return err(refusal)
    const at = clock.now()
    const isNo = verdict.decision !== 'approved'
    const written = {
      ...verdict,
      reason: isNo ? verdict.reason : null,
      instruction: isNo ? verdict.instruction : null,
      asked: consequenceOf(round.lane, verdict.decision) === 'correct' ? askedOf(verdict) : null,
    }
    const before = round.heldBy === null ? round.claimedBy : null
    if (!(await round.decide(written, reading, { by: staff.id, at, trx })))
      return err(await whyNot(round, trx))
    if (before !== null && before !== staff.id)
      await recordTaking(round, { by: staff, to: staff, before }, trx)
    await record(staff, { round, version, proof }, { at, trx })
    await carryOut(staff, round, version, { at, trx })
    await keepClock(version, { at, trx })
    await enqueueMail(
      trx,
      'approvals.decided',
      { roundId: round.id },
      `approvals.decided:${round.publicId}`
    )
    return ok(round)
  })
}

function judge(
  verdict: Verdict,
  { round, version, proof }: { round: ApprovalRound; version: ContentVersion; proof: Proof }
): DecideRefusal | null {
  if (!DECISIONS_OF_LANE[round.lane].includes(verdict.decision)) return { type: 'not_of_this_lane' }
  // A FAB round that waits for its first passing purchase can only be refused.
  if (round.status === 'waiting' && !round.decisions.includes(verdict.decision))
    return { type: 'not_of_this_lane' }
  if (verdict.decision === 'approved') {
    const points = pointsOf(round.lane, version.paymentKind)
    return isComplete(points, verdict.checklist, proof) ? null : { type: 'checklist_incomplete' }
  }
  const fields: ('reason' | 'instruction')[] = []
  if (!isReason(round.lane, verdict.reason)) fields.push('reason')
  if ((verdict.instruction ?? '').length < 10) fields.push('instruction')
  return fields.length > 0 ? { type: 'words_missing', fields } : null
}

/** The purchases on the desk may have been made before an address or the price was changed. */
async function judgeFab(
  { decision }: Verdict,
  round: ApprovalRound,
  version: ContentVersion,
  trx: Trx
): Promise<DecideRefusal | null> {
  if (round.lane !== 'qa_fab' || decision !== 'approved') return null
  const since = await countsSince(version, round, trx)
  return (await passingPurchase(version, since, trx)) ? null : { type: 'no_passing_purchase' }
}

type Moment = { at: DateTime; trx: Trx }

async function record(
  staff: Staff,
  { round, version, proof }: { round: ApprovalRound; version: ContentVersion; proof: Proof },
  { at, trx }: Moment
): Promise<void> {
  const { passed } = tally(pointsOf(round.lane, version.paymentKind), round.checklist, proof)
  await ApprovalEvent.note(trx, {
    versionId: version.id,
    lane: round.lane,
    round: round.number,
    kind: round.status as Decision,
    actorKind: 'staff',
    actorId: staff.id,
    data: { reason: round.reason as Reason | null, instruction: round.instruction, passed },
    at,
  })
  await audit(trx, {
    type: 'approval.decided',
    actor: { kind: 'staff', id: staff.publicId },
    subject: { kind: 'approval_round', id: round.publicId },
    data: { lane: round.lane, round: round.number, decision: round.status, reason: round.reason },
  })
}

/** Carries out what a decision does to the version ({@link consequenceOf}). */
async function carryOut(
  staff: Staff,
  round: ApprovalRound,
  version: ContentVersion,
  { at, trx }: Moment
): Promise<void> {
  if (version.status === 'submitted') await version.beginReview({ at, trx })
  const decision = round.status as Decision
  if (decision === 'approved' && round.lane === 'legal')
    await markValidated(staff, version, { at, trx })
  switch (consequenceOf(round.lane, decision)) {
    case 'refuse':
      await version.refuse({ at, trx })
      await ApprovalRound.voidOpen(version.id, { at, trx })
      return endTrial(trx, version.contentId)
    case 'correct':
      if (version.may('needs_correction')) await version.askForCorrection({ at, trx })
      return version.askAt(round.asked ?? {}, round.lane, { at, trx })
    case 'none':
      if (decision === 'approved') await completeApproval(version, { at, trx })
  }
}

function askedOf({ asked }: Verdict): Record<string, string> | null {
  return asked && Object.keys(asked).length > 0 ? asked : null
}

/** Legal has looked at the company too: a later change of its legal data goes back to Legal (R2.4). */
async function markValidated(
  staff: Staff,
  version: ContentVersion,
  { at, trx }: Moment
): Promise<void> {
  const content = await Content.findOrFail(version.contentId, { client: trx })
  const partner = await Partner.findOrFail(content.partnerId, { client: trx })
  await validateCompany(trx, partner, staff, at)
}
