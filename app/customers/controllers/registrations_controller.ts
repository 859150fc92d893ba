import type { HttpContext } from '@adonisjs/core/http'
import { shownPolicy } from '#identity/passwords/policy'
import passwords from '#config/passwords'
import { captchaWasAskedFor, newCaptcha, readGuardedForm } from '#core/http/captcha'
import { rememberRegistration } from '#identity/activation/cookie'
import { ACTIVATION } from '#identity/activation/terms'
import { viewerOf } from '#identity/viewer'
import { registerCustomer } from '#customers/actions/register_customer'
import { registrationValidator } from '#customers/validators/registration'

/** *Registrasi Telkom ID* of the guide (R4.2). */
export default class RegistrationsController {
  async create(ctx: HttpContext) {
    if (viewerOf(ctx)) return ctx.response.redirect(ctx.path('/'))
    return render(ctx)
  }

  async store(ctx: HttpContext) {
    if (captchaWasAskedFor(ctx)) return render(ctx)
    const form = await readGuardedForm(ctx, registrationValidator)
    if (!form.ok) return render(ctx)
    const { email, name, password } = form.data
    const { language } = ctx.arrival
    const environment = ctx.storeEnvironment
    const made = await registerCustomer({ environment, email, name, password, language })
    rememberRegistration(ctx, made.publicId, ACTIVATION.linkLife)
    return ctx.response.redirect(ctx.path('/register/sent'))
  }

  sent(ctx: HttpContext) {
    return ctx.view.render('pages/customers/register_sent')
  }
}

async function render(ctx: HttpContext) {
  // A kept page would show a captcha that has been used.
  ctx.response.header('cache-control', 'private, no-store')
  return ctx.view.render('pages/customers/register', {
    captcha: await newCaptcha(ctx),
    policy: shownPolicy(passwords.policy),
  })
}
