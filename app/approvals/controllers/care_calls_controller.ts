import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import { logCall } from '#approvals/actions/add_evidence'
import { backToDesk, saidOf } from '#approvals/controllers/desk_draft'
import { againAtDesk, refusalWords, roundOfDesk } from '#approvals/controllers/desk_page'
import RoundPolicy from '#approvals/policies/round_policy'
import { careCallValidator } from '#approvals/validators/evidence'
import { formWithErrors, readForm } from '#core/http/form'
import { staffOf } from '#identity/viewer'
import { clock, DISPLAY_ZONE } from '#shared/clock'

/** QA's calls to a partner's customer care (R5.3). */
export default class CareCallsController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('work')
    const round = await roundOfDesk(ctx)
    const form = await readForm(ctx, careCallValidator)
    if (!form.ok) return againAtDesk(ctx)
    const { call_number: number, call_outcome: outcome, call_note: note } = form.data
    const { call_at: at, form_key: key } = form.data
    const isMine = round.heldBy === staffOf(ctx).id
    const calledAt = DateTime.fromISO(at, { zone: DISPLAY_ZONE })
    // A minute for the clock of somebody's computer.
    if (!calledAt.isValid || calledAt > clock.now().plus({ minutes: 1 })) {
      formWithErrors(ctx, [{ field: 'call_at', message: ctx.t('approvals.call.not_yet') }])
      return againAtDesk(ctx)
    }
    const logged = await logCall(staffOf(ctx), round.publicId, {
      number,
      calledAt,
      outcome,
      note: note ?? '',
      key,
    })
    if (logged.ok)
      return backToDesk(ctx, round, { done: ['call'], said: saidOf('call', isMine), at: '#calls' })
    ctx.response.status(409)
    return againAtDesk(ctx, { problem: refusalWords(ctx, logged.error) })
  }
}
