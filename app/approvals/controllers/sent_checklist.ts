import type { HttpContext } from '@adonisjs/core/http'
import {
  EVIDENCE_MIN,
  lacksEvidence,
  NOTE_MAX,
  pointsOf,
  readChecklist,
  type Checklist,
} from '#approvals/checklists'
import type ApprovalRound from '#approvals/models/approval_round'
import ContentVersion from '#catalogue/models/content_version'
import { formWithErrors } from '#core/http/form'

/** The token of the page that was filled in; a form without it may have been filled on anything. */
export function sentToken(ctx: HttpContext): string {
  const token = ctx.request.input('read')
  return typeof token === 'string' ? token : ''
}

/** The checklist as the desk's form carries it. */
export async function sentChecklist(ctx: HttpContext, round: ApprovalRound): Promise<Checklist> {
  return readChecklist(await pointsAt(round), (field) => ctx.request.input(field))
}

/**
 * Is a note longer than it may be, or is something said to have passed without any? Then the form answers with a message beside that
 * note (R5.3), and nothing is cut off unseen.
 */
export async function refusesNotes(ctx: HttpContext, round: ApprovalRound): Promise<boolean> {
  const points = await pointsAt(round)
  const checklist = readChecklist(points, (field) => ctx.request.input(field))
  const tooLong = ctx.t('validator.shared.messages.maxLength', {
    field: ctx.t('approvals.desk.note'),
    max: NOTE_MAX,
  })
  const missing = ctx.t('approvals.desk.evidence_missing', { min: EVIDENCE_MIN })
  const errors = points.flatMap(({ key, title }) => {
    const field = `note_${key}`
    const isTooLong = String(ctx.request.input(field) ?? '').length > NOTE_MAX
    if (!isTooLong && !lacksEvidence(checklist[key]!)) return []
    return [{ field, message: isTooLong ? tooLong : missing, label: ctx.t(title) }]
  })
  if (errors.length > 0) formWithErrors(ctx, errors)
  return errors.length > 0
}

async function pointsAt(round: ApprovalRound) {
  const { paymentKind } = await ContentVersion.findOrFail(round.versionId)
  return pointsOf(round.lane, paymentKind)
}
