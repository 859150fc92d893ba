import type { HttpContext } from '@adonisjs/core/http'
import { keepChecklist } from '#approvals/actions/keep_checklist'
import { refusalWords, roundOfDesk, showDesk } from '#approvals/controllers/desk_page'
import { refusesLongNotes, sentChecklist } from '#approvals/controllers/sent_checklist'
import { staffOf } from '#identity/viewer'

/** Findings and their evidence (R5.3). */
export default class ChecklistsController {
  async update(ctx: HttpContext) {
    const round = await roundOfDesk(ctx)
    const checklist = await sentChecklist(ctx, round)
    if (await refusesLongNotes(ctx, round)) return showDesk(ctx, round, { checklist })
    const kept = await keepChecklist(staffOf(ctx), round.publicId, checklist)
    if (kept.ok) return ctx.response.redirect(ctx.path(`/queue/${round.publicId}`))
    ctx.response.status(409)
    return showDesk(ctx, await roundOfDesk(ctx), { problem: refusalWords(ctx, kept.error) })
  }
}
