import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { transaction } from '#shared/database/main'
import { useToken } from '#identity/tokens/single_use_tokens'
import { demoAccount } from '#doorway/demo_accounts'

/** Signs a demo account in on its own surface, with a token that the doorway minted a moment ago. */
export default class DemoSignInController {
  async store(ctx: HttpContext) {
    const claim = await transaction((trx) => useToken(trx, 'demo.sign_in', ctx.params.token))
    const account = claim && demoAccount(String(claim.data.account))
    if (!claim || !account) throw new Exception('link used or expired', { status: 410 })
    const guard = ctx.auth.use(account.kind)
    await guard.loginViaId(claim.userId)
    return ctx.response.redirect(ctx.path(account.start))
  }
}
