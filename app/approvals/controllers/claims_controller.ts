import type { HttpContext } from '@adonisjs/core/http'
import { claimRound, releaseRound } from '#approvals/actions/claim_round'
import { draftOf } from '#approvals/controllers/desk_draft'
import { refusalWords, roundOfDesk, showDesk } from '#approvals/controllers/desk_page'
import RoundPolicy from '#approvals/policies/round_policy'
import { staffOf } from '#identity/viewer'

/** Taking a round and giving it back; who comes second is told (R5.5). */
export default class ClaimsController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('work')
    const round = await roundOfDesk(ctx)
    const claimed = await claimRound(staffOf(ctx), round.publicId)
    if (claimed.ok) return ctx.response.redirect(ctx.path(`/queue/${round.publicId}`))
    return refuse(ctx, refusalWords(ctx, claimed.error))
  }

  async destroy(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('work')
    const round = await roundOfDesk(ctx)
    const released = await releaseRound(staffOf(ctx), round.publicId)
    if (released.ok) return ctx.response.redirect(ctx.path(`/queue/${round.publicId}`))
    return refuse(ctx, refusalWords(ctx, released.error))
  }
}

/** Who was slower is told why, beside what they had typed. */
async function refuse(ctx: HttpContext, problem: string) {
  ctx.response.status(409)
  const round = await roundOfDesk(ctx)
  return showDesk(ctx, round, { ...(await draftOf(ctx, round)), problem })
}
