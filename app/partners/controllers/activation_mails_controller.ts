import type { HttpContext } from '@adonisjs/core/http'
import { resend, showResend, type ResendDesk } from '#identity/activation/resend'
import { resendActivation } from '#partners/actions/resend_activation'

const DESK: ResendDesk = {
  view: 'pages/partners/activate_resend',
  send: (_, email) => resendActivation(email),
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
