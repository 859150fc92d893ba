import type { HttpContext } from '@adonisjs/core/http'
import { openTrialStore } from '#approvals/actions/open_trial_store'
import { roundOfDesk, showDesk } from '#approvals/controllers/desk_page'
import TrialStorePolicy from '#approvals/policies/trial_store_policy'
import { staffOf } from '#identity/viewer'

/**
 * A short-lived link into the development store (R4.3), from a round or from the menu. It is shown to be followed, not answered with a
 * redirect: the page's own `form-action` would stop a form that leads to another host.
 */
export default class StoreEntriesController {
  async create(ctx: HttpContext) {
    await ctx.bouncer.with(TrialStorePolicy).authorize('enter')
    return ctx.view.render('pages/approvals/store_entry', { href: null })
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(TrialStorePolicy).authorize('enter')
    const href = await openTrialStore(staffOf(ctx), ctx.arrival.language)
    return ctx.view.render('pages/approvals/store_entry', { href })
  }

  async storeForRound(ctx: HttpContext) {
    await ctx.bouncer.with(TrialStorePolicy).authorize('enter')
    const round = await roundOfDesk(ctx)
    const storeEntry = await openTrialStore(staffOf(ctx), ctx.arrival.language, round)
    return showDesk(ctx, round, { storeEntry })
  }
}
