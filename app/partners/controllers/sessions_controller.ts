import type { HttpContext } from '@adonisjs/core/http'
import Partner from '#partners/models/partner'
import { endSession } from '#identity/sessions/start'
import {
  showSignIn,
  signIn,
  signInByPasskey,
  type SignInDesk,
} from '#identity/sessions/sign_in_desk'
import OwnCompanyPolicy from '#partners/policies/own_company_policy'

const DESK: SignInDesk<Partner> = {
  kind: 'partner',
  view: 'pages/partners/sign_in',
  home: '/',
  find: (_, email) => Partner.findBy({ email }),
}

export default class SessionsController {
  create(ctx: HttpContext) {
    return showSignIn(ctx, DESK)
  }

  store(ctx: HttpContext) {
    return signIn(ctx, DESK)
  }

  passkey(ctx: HttpContext) {
    return signInByPasskey(ctx, DESK)
  }

  async destroy(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('signOut')
    await endSession(ctx, 'partner')
    return ctx.response.redirect(ctx.path('/'))
  }
}
