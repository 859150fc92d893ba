import type { HttpContext } from '@adonisjs/core/http'
import { pointsOf, readChecklist, type Checklist } from '#approvals/checklists'
import type ApprovalRound from '#approvals/models/approval_round'
import ContentVersion from '#catalogue/models/content_version'

/** The checklist as the desk's form carries it. */
export async function sentChecklist(ctx: HttpContext, round: ApprovalRound): Promise<Checklist> {
  const { paymentKind } = await ContentVersion.findOrFail(round.versionId)
  return readChecklist(pointsOf(round.lane, paymentKind), (field) => ctx.request.input(field))
}
