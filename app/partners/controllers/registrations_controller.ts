import type { HttpContext } from '@adonisjs/core/http'
import { shownPolicy } from '#identity/passwords/policy'
import passwords from '#config/passwords'
import { captchaWasAskedFor, newCaptcha, readGuardedForm } from '#core/http/captcha'
import { emptyForm, shareForm, type FormState } from '#core/http/form'
import { registrationId, rememberRegistration } from '#identity/activation/cookie'
import { viewerOf } from '#identity/viewer'
import { keepRegistration, REVIEW_LIFE } from '#partners/actions/keep_registration'
import type { CompanyData } from '#partners/company_fields'
import { findOpenRegistration } from '#partners/queries/find_open_registration'
import { BANK_CHOICES, sectionList, withLabels } from '#partners/registration_page'
import { registrationValidator } from '#partners/validators/registration'

/** The long form of a partner's registration (R2.1). */
export default class RegistrationsController {
  async create(ctx: HttpContext) {
    if (viewerOf(ctx)) return ctx.response.redirect(ctx.path('/'))
    const changing = ctx.request.input('change')
      ? await findOpenRegistration(registrationId(ctx))
      : null
    return render(ctx, emptyForm(changing ? { ...changing.open().data } : {}))
  }

  async store(ctx: HttpContext) {
    const asked = captchaWasAskedFor(ctx)
    if (asked) return render(ctx, asked)
    const form = await readGuardedForm(ctx, registrationValidator)
    if (!form.ok) return render(ctx, form.form)
    const { password, password_confirmation: again, ...data } = form.data
    const kept: CompanyData = {
      ...data,
      nib: data.nib ?? null,
      siup: data.siup ?? null,
      tdp: data.tdp ?? null,
    }
    const { publicId } = await keepRegistration(kept, password, ctx.arrival.language)
    rememberRegistration(ctx, publicId, REVIEW_LIFE)
    return ctx.response.redirect(ctx.path('/register/review'))
  }

  sent(ctx: HttpContext) {
    return ctx.view.render('pages/partners/register_sent')
  }
}

async function render(ctx: HttpContext, form: FormState) {
  const labelled = shareForm(ctx, withLabels(ctx, form))
  // A kept page would show a captcha that has been used.
  ctx.response.header('cache-control', 'private, no-store')
  return ctx.view.render('pages/partners/register', {
    ...labelled,
    banks: BANK_CHOICES,
    correcting: false,
    policy: shownPolicy(passwords.policy),
    captcha: await newCaptcha(ctx),
    sections: sectionList(ctx, labelled, { secret: true }),
  })
}
