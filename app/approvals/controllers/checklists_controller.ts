import type { HttpContext } from '@adonisjs/core/http'
import { keepChecklist } from '#approvals/actions/keep_checklist'
import { backToDesk, keepTyped, saidOf } from '#approvals/controllers/desk_draft'
import { refusalAside, roundOfDesk, showDesk } from '#approvals/controllers/desk_page'
import { refusesNotes, sentFindings } from '#approvals/controllers/sent_checklist'
import RoundPolicy from '#approvals/policies/round_policy'
import { emptyForm, keptInput, shareForm } from '#core/http/form'
import { staffOf } from '#identity/viewer'

/** Findings and their evidence (R5.3). */
export default class ChecklistsController {
  async update(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('work')
    const round = await roundOfDesk(ctx)
    const sent = await sentFindings(ctx, round)
    if (await refusesNotes(ctx, round)) {
      await keepTyped(ctx, round)
      return showDesk(ctx, round, sent)
    }
    const isMine = round.heldBy === staffOf(ctx).id
    const kept = await keepChecklist(staffOf(ctx), round.publicId, sent)
    if (kept.ok)
      return backToDesk(ctx, kept.value, { done: ['checklist'], said: saidOf('checklist', isMine) })
    ctx.response.status(409)
    shareForm(ctx, emptyForm(keptInput(ctx)))
    await keepTyped(ctx, round)
    return showDesk(ctx, await roundOfDesk(ctx), refusalAside(ctx, kept.error, sent))
  }
}
