import type { HttpContext } from '@adonisjs/core/http'
import Customer from '#customers/models/customer'
import OwnProfilePolicy from '#customers/policies/own_profile_policy'
import { endSession } from '#identity/sessions/start'
import {
  showSignIn,
  signIn,
  signInByPasskey,
  type SignInDesk,
} from '#identity/sessions/sign_in_desk'

const DESK: SignInDesk<Customer> = {
  kind: 'customer',
  view: 'pages/customers/sign_in',
  home: '/',
  find: (ctx, email) => Customer.findBy({ environment: ctx.storeEnvironment, email }),
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
    await ctx.bouncer.with(OwnProfilePolicy).authorize('signOut')
    await endSession(ctx, 'customer')
    return ctx.response.redirect(ctx.path('/'))
  }
}
