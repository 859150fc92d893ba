import type { HttpContext } from '@adonisjs/core/http'
import {
  EVIDENCE_MIN,
  lackingOf,
  NOTE_MAX,
  pointsOf,
  readChecklist,
  type Checklist,
} from '#approvals/checklists'
import type ApprovalRound from '#approvals/models/approval_round'
import { proofOf } from '#approvals/queries/proof'
import ContentVersion from '#catalogue/models/content_version'
import { formWithErrors, type FieldError } from '#core/http/form'

/** The token of the page that was filled in; a form without it may have been filled on anything. */
export function sentToken(ctx: HttpContext): string {
  const token = ctx.request.input('read')
  return typeof token === 'string' ? token : ''
}

/** The checklist as the desk's form carries it. */
export async function sentChecklist(ctx: HttpContext, round: ApprovalRound): Promise<Checklist> {
  return readChecklist(await pointsAt(round), (field) => ctx.request.input(field))
}

/** The mark of the findings that the page showed. */
export function sentMark(ctx: HttpContext): string {
  const mark = ctx.request.input('seen')
  return typeof mark === 'string' ? mark : ''
}

/** All that a form of findings says: the findings, and what was read and found when its page was made. */
export async function sentFindings(ctx: HttpContext, round: ApprovalRound) {
  return {
    checklist: await sentChecklist(ctx, round),
    read: sentToken(ctx),
    seen: sentMark(ctx),
  }
}

/**
 * Is a note longer than it may be, or is something said to have passed without any? Then the form answers with a message beside that
 * note (R5.3), and nothing is cut off unseen. Whoever approves is told of a record that is missing as well.
 *
 * @param beside what is amiss elsewhere in the form: it is all said at once
 */
export async function refusesNotes(
  ctx: HttpContext,
  round: ApprovalRound,
  { isApproval = false, beside = [] }: { isApproval?: boolean; beside?: FieldError[] } = {}
): Promise<boolean> {
  const version = await ContentVersion.findOrFail(round.versionId)
  const points = pointsOf(round.lane, version.paymentKind)
  const checklist = readChecklist(points, (field) => ctx.request.input(field))
  const proof = await proofOf(round, version)
  const tooLong = ctx.t('validator.shared.messages.maxLength', {
    field: ctx.t('approvals.desk.note'),
    max: NOTE_MAX,
  })
  const ofNotes = points.flatMap((point): FieldError[] => {
    const label = ctx.t(point.title)
    const long = ['note', 'without']
      .map((part) => `${part}_${point.key}`)
      .filter((field) => String(ctx.request.input(field) ?? '').length > NOTE_MAX)
    if (long.length > 0) return long.map((field) => ({ field, message: tooLong, label }))
    const lacking = lackingOf(point, checklist[point.key]!, proof)
    if (!lacking || (lacking !== 'note' && !isApproval)) return []
    const field = `${lacking === 'note' ? 'note' : 'without'}_${point.key}`
    return [{ field, message: ctx.t(LACKING[lacking], { min: EVIDENCE_MIN }), label }]
  })
  const errors = [...ofNotes, ...beside]
  if (errors.length > 0) formWithErrors(ctx, errors)
  return errors.length > 0
}

/** What is said at a point of which something is missing. */
export const LACKING = {
  note: 'approvals.desk.evidence_missing',
  answeredCall: 'approvals.desk.call_missing',
} as const

async function pointsAt(round: ApprovalRound) {
  const { paymentKind } = await ContentVersion.findOrFail(round.versionId)
  return pointsOf(round.lane, paymentKind)
}
