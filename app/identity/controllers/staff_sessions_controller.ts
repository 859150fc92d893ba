import type { HttpContext } from '@adonisjs/core/http'
import Staff from '#identity/models/staff'
import OwnAccountPolicy from '#identity/policies/own_account_policy'
import { endSession } from '#identity/sessions/start'
import {
  showSignIn,
  signIn,
  signInByPasskey,
  type SignInDesk,
} from '#identity/sessions/sign_in_desk'

const DESK: SignInDesk<Staff> = {
  kind: 'staff',
  view: 'pages/identity/sign_in',
  home: '/queue',
  find: (_, email) => Staff.findBy({ email }),
}

export default class StaffSessionsController {
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
    await ctx.bouncer.with(OwnAccountPolicy).authorize('signOut')
    await endSession(ctx, 'staff')
    return ctx.response.redirect(ctx.path('/login'))
  }
}
