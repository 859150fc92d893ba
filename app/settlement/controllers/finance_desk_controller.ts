import type { HttpContext } from '@adonisjs/core/http'
import { ignoredFilters } from '#core/http/ignored_filters'
import { verifyLedger } from '#ledger/queries/verify_ledger'
import { storeFilter } from '#settlement/presenters/report_page'
import { presentFinanceDesk } from '#settlement/presenters/finance_desk_page'
import { financeDesk } from '#settlement/queries/finance_desk'
import FinancePolicy from '#settlement/policies/finance_policy'

/** Where Finance's work begins: this month's money, what is owed, what hangs, the books' proof (R7.3, R8.5). */
export default class FinanceDeskController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(FinancePolicy).authorize('view')
    const query = ctx.request.qs()
    const store = query.store === 'development' ? 'development' : 'production'
    const desk = await financeDesk(store)
    // The proof reads every entry there is: only where somebody asks for it.
    const verdict = query.check === '1' ? await verifyLedger() : null
    return ctx.view.render('pages/settlement/finance_desk', {
      ignored: ignoredFilters(query, [storeFilter(store, ctx.t)]),
      desk: presentFinanceDesk(
        { store, desk, verdict },
        { t: ctx.t, language: ctx.arrival.language }
      ),
    })
  }
}
