import type { HttpContext } from '@adonisjs/core/http'
import { resend, showResend, type ResendDesk } from '#identity/activation/resend'
import { resendActivation } from '#customers/actions/resend_activation'

const DESK: ResendDesk = {
  view: 'pages/customers/activate_resend',
  send: (ctx, email) => resendActivation(ctx.storeEnvironment, email),
}

/** An activation mail that did not come is asked for again. */
export default class ActivationMailsController {
  create(ctx: HttpContext) {
    return showResend(ctx, DESK)
  }

  store(ctx: HttpContext) {
    return resend(ctx, DESK)
  }
}
