import type { HttpContext } from '@adonisjs/core/http'
import { decideRound } from '#approvals/actions/decide_round'
import { refusalWords, roundOfDesk, showDesk } from '#approvals/controllers/desk_page'
import { refusesLongNotes, sentChecklist } from '#approvals/controllers/sent_checklist'
import { decisionValidator } from '#approvals/validators/decision'
import { readForm } from '#core/http/form'
import { staffOf } from '#identity/viewer'

/** A decision on a round, once (R5.1 to R5.5). */
export default class DecisionsController {
  async store(ctx: HttpContext) {
    const round = await roundOfDesk(ctx)
    const checklist = await sentChecklist(ctx, round)
    const form = await readForm(ctx, decisionValidator)
    if (!form.ok || (await refusesLongNotes(ctx, round))) return showDesk(ctx, round, { checklist })
    const { decision, reason = null, instruction = null } = form.data
    const decided = await decideRound(staffOf(ctx), round.publicId, {
      decision,
      reason,
      instruction,
      checklist,
    })
    if (decided.ok) return ctx.response.redirect(ctx.path(`/queue/${round.publicId}`))
    const isRace =
      decided.error.type === 'already_decided' || decided.error.type === 'claimed_by_other'
    ctx.response.status(isRace ? 409 : 422)
    return showDesk(ctx, await roundOfDesk(ctx), {
      problem: refusalWords(ctx, decided.error),
      ...(isRace ? {} : { checklist }),
    })
  }
}
