import type { HttpContext } from '@adonisjs/core/http'
import { roundOfDesk, showDesk } from '#approvals/controllers/desk_page'
import RoundPolicy from '#approvals/policies/round_policy'

/** The queue of Legal and QA, and the file of one round (R5.2, R5.3). */
export default class RoundsController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('list')
    return showDesk(ctx, null)
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('view')
    return showDesk(ctx, await roundOfDesk(ctx))
  }
}
