import type { HttpContext } from '@adonisjs/core/http'
import { openTrialStore } from '#approvals/actions/open_trial_store'
import { roundOfDesk, showDesk } from '#approvals/controllers/desk_page'
import RoundPolicy from '#approvals/policies/round_policy'
import { staffOf } from '#identity/viewer'

/**
 * A short-lived link into the development store (R4.3). It is shown to be followed, not answered with a redirect: the page's own
 * `form-action` would stop a form that leads to another host.
 */
export default class StoreEntriesController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('tryOut')
    const round = await roundOfDesk(ctx)
    return showDesk(ctx, round, {
      storeEntry: await openTrialStore(staffOf(ctx), round, ctx.arrival.language),
    })
  }
}
