import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { DOORS } from '#core/http/surfaces'
import Customer from '#customers/models/customer'
import { demoAccount } from '#doorway/demo_accounts'
import Staff from '#identity/models/staff'
import { openSession } from '#identity/sessions/start'
import { useToken } from '#identity/tokens/single_use_tokens'
import Partner from '#partners/models/partner'
import { transaction } from '#shared/database/main'

const MODELS = { customer: Customer, partner: Partner, staff: Staff }

/** Signs a demo account in on its own surface, with a token that the doorway minted a moment ago. */
export default class DemoSignInController {
  async store(ctx: HttpContext) {
    const claim = await transaction((trx) => useToken(trx, 'demo.sign_in', ctx.params.token))
    const account = claim && demoAccount(String(claim.data.account))
    if (!claim || !account) throw new Exception('link used or expired', { status: 410 })
    const { surface, environment } = DOORS[account.door]
    if (surface !== ctx.arrival.surface || environment !== ctx.arrival.environment) {
      throw new Exception('a link of another surface', { status: 403 })
    }
    const user = await MODELS[account.kind].findOrFail(claim.userId)
    await openSession(ctx, account.kind, user)
    return ctx.response.redirect(ctx.path(account.start))
  }
}
