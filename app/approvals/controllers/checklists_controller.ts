import type { HttpContext } from '@adonisjs/core/http'
import { keepChecklist } from '#approvals/actions/keep_checklist'
import { refusalAside, roundOfDesk, showDesk } from '#approvals/controllers/desk_page'
import { refusesNotes, sentChecklist, sentToken } from '#approvals/controllers/sent_checklist'
import RoundPolicy from '#approvals/policies/round_policy'
import { emptyForm, keptInput, shareForm } from '#core/http/form'
import { staffOf } from '#identity/viewer'

/** Findings and their evidence (R5.3). */
export default class ChecklistsController {
  async update(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('work')
    const round = await roundOfDesk(ctx)
    const sent = { checklist: await sentChecklist(ctx, round), read: sentToken(ctx) }
    if (await refusesNotes(ctx, round)) return showDesk(ctx, round, sent)
    const kept = await keepChecklist(staffOf(ctx), round.publicId, sent)
    if (kept.ok) return ctx.response.redirect(ctx.path(`/queue/${round.publicId}`))
    ctx.response.status(409)
    shareForm(ctx, emptyForm(keptInput(ctx)))
    return showDesk(ctx, await roundOfDesk(ctx), refusalAside(ctx, kept.error, sent))
  }
}
