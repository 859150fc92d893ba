import type { HttpContext } from '@adonisjs/core/http'
import { draftOf } from '#approvals/controllers/desk_draft'
import { batchAside } from '#approvals/controllers/batch_words'
import { roundOfDesk, showDesk } from '#approvals/controllers/desk_page'
import RoundPolicy from '#approvals/policies/round_policy'

/** The queue of Legal and QA, and the file of one round (R5.2, R5.3). */
export default class RoundsController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('list')
    return showDesk(ctx, null, await batchAside(ctx))
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('view')
    const round = await roundOfDesk(ctx)
    return showDesk(ctx, round, await draftOf(ctx, round))
  }

  /** The address of a step, opened: by a reload of what it answered, or in the other language. */
  async back(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('list')
    const { id } = ctx.params
    return ctx.response
      .redirect()
      .withQs()
      .toPath(ctx.path(id ? `/queue/${id}` : '/queue'))
  }
}
