import type { HttpContext } from '@adonisjs/core/http'
import { captchaWasAskedFor, newCaptcha, readGuardedForm } from '#core/http/captcha'
import { requestPasswordReset } from '#identity/actions/request_password_reset'
import type { UserKind } from '#identity/sessions/store'
import { addressValidator } from '#identity/validators/activation'
import { kindOfSurface } from '#identity/viewer'

const VIEWS: Record<UserKind, string> = {
  customer: 'pages/customers/password_forgotten',
  partner: 'pages/partners/password_forgotten',
  staff: 'pages/identity/password_forgotten',
}

/** *Lupa sandi*: asks for the link to a new password. The answer is the same for every address. */
export default class ForgottenPasswordsController {
  create(ctx: HttpContext) {
    return render(ctx, { sent: ctx.request.input('sent') === '1' })
  }

  async store(ctx: HttpContext) {
    if (captchaWasAskedFor(ctx)) return render(ctx)
    const form = await readGuardedForm(ctx, addressValidator)
    if (!form.ok) return render(ctx)
    await requestPasswordReset(kindOfSurface(ctx)!, form.data.email, ctx.arrival.environment)
    return ctx.response.redirect(ctx.path('/password/forgot?sent=1'))
  }
}

async function render(ctx: HttpContext, { sent }: { sent: boolean } = { sent: false }) {
  // A kept page would show a captcha that has been used.
  ctx.response.header('cache-control', 'private, no-store')
  const captcha = sent ? null : await newCaptcha(ctx)
  return ctx.view.render(VIEWS[kindOfSurface(ctx)!], { sent, captcha })
}
