import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { draftOf } from '#approvals/controllers/desk_draft'
import { batchAside } from '#approvals/controllers/batch_words'
import { roundOfDesk, showDesk } from '#approvals/controllers/desk_page'
import RoundPolicy from '#approvals/policies/round_policy'

/** Steps at a desk: each answers at its own address, whose way back is the desk. */
const STEPS =
  /^(claim|release|checklist|decision|evidence|calls|messages|notes|reveal|store-entry)$/

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
    const { id, step } = ctx.params
    if (step !== undefined && !STEPS.test(step))
      throw new Exception('no such step', { status: 404 })
    return ctx.response
      .redirect()
      .withQs()
      .toPath(ctx.path(id ? `/queue/${id}` : '/queue'))
  }
}
