import type { HttpContext } from '@adonisjs/core/http'
import { decideRound, type DecideRefusal } from '#approvals/actions/decide_round'
import { backToDesk, keepTyped } from '#approvals/controllers/desk_draft'
import {
  refusalAside,
  roundOfDesk,
  showDesk,
  WORDS_MISSING,
} from '#approvals/controllers/desk_page'
import { askedTooLong, sentAsked } from '#approvals/controllers/sent_asked'
import { refusesNotes, sentFindings } from '#approvals/controllers/sent_checklist'
import RoundPolicy from '#approvals/policies/round_policy'
import { decisionValidator } from '#approvals/validators/decision'
import { formWithErrors, readForm } from '#core/http/form'
import { staffOf } from '#identity/viewer'

/** What somebody else's step makes of a decision; the others are mended in the form. */
const RACES: readonly DecideRefusal['type'][] = [
  'already_decided',
  'claimed_by_other',
  'changed',
  'not_open',
  'findings_changed',
]

/** What a decision ends; words to the partner and to colleagues are still to be sent. */
const DECIDED = ['checklist', 'evidence', 'call', 'decision'] as const

/** A decision on a round, once, on what was read (R5.1 to R5.5). */
export default class DecisionsController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('work')
    const round = await roundOfDesk(ctx)
    const sent = await sentFindings(ctx, round)
    await keepTyped(ctx, round)
    const form = await readForm(ctx, decisionValidator)
    if (!form.ok) return showDesk(ctx, round, sent)
    const isApproval = form.data.decision === 'approved'
    const { decision, reason = null, instruction = null } = form.data
    const tooLong = askedTooLong(ctx, round.lane, decision)
    if (await refusesNotes(ctx, round, { isApproval, beside: tooLong }))
      return showDesk(ctx, round, sent)
    const decided = await decideRound(staffOf(ctx), round.publicId, {
      ...sent,
      decision,
      reason,
      instruction,
      asked: sentAsked(ctx, round.lane),
    })
    if (decided.ok) return backToDesk(ctx, decided.value, { done: DECIDED, said: [] })
    if (decided.error.type === 'words_missing') {
      const errors = decided.error.fields.map((field) => ({
        field,
        message: ctx.t(WORDS_MISSING[field]),
      }))
      formWithErrors(ctx, errors)
      return showDesk(ctx, await roundOfDesk(ctx), sent)
    }
    ctx.response.status(RACES.includes(decided.error.type) ? 409 : 422)
    const aside = refusalAside(ctx, decided.error, sent)
    return showDesk(ctx, await roundOfDesk(ctx), { ...aside, typed: instruction })
  }
}
