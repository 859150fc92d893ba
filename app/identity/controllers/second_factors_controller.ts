import type { HttpContext } from '@adonisjs/core/http'
import brand from '#config/brand'
import { emptyForm, formWithErrors, readForm, type FormState } from '#core/http/form'
import { acceptSecondFactor } from '#identity/actions/accept_second_factor'
import { awaitedSecondFactor } from '#identity/second_factor/pending'
import { totpUri } from '#identity/second_factor/totp'
import { ownPath, startSession } from '#identity/sessions/start'
import { secondFactorValidator } from '#identity/validators/sign_in'

const REFUSALS = {
  wrong: 'identity.second_factor.wrong',
  too_many: 'identity.sign_in.too_many',
}

type AwaitedFactor = NonNullable<Awaited<ReturnType<typeof awaitedSecondFactor>>>

/** The second step of a staff sign-in: the code, at first beside the secret to enrol. */
export default class SecondFactorsController {
  async create(ctx: HttpContext) {
    const awaited = await awaitedSecondFactor(ctx)
    if (!awaited) return ctx.response.redirect(ctx.path('/login'))
    return render(ctx, awaited, emptyForm())
  }

  async store(ctx: HttpContext) {
    const awaited = await awaitedSecondFactor(ctx)
    if (!awaited) return ctx.response.redirect(ctx.path('/login'))
    const form = await readForm(ctx, secondFactorValidator)
    if (!form.ok) return render(ctx, awaited, form.form)
    const accepted = await acceptSecondFactor(awaited.staff, awaited.secret, form.data.code)
    if (!accepted.ok) {
      const message = ctx.t(REFUSALS[accepted.error.type])
      return render(ctx, awaited, formWithErrors(ctx, [{ field: 'code', message }]))
    }
    await startSession(ctx, 'staff', awaited.staff)
    return ctx.response.redirect(ownPath(ctx, awaited.next, '/queue'))
  }
}

function render(ctx: HttpContext, { staff, secret, enrolling }: AwaitedFactor, form: FormState) {
  return ctx.view.render('pages/identity/second_factor', {
    ...form,
    enrolling,
    ...(enrolling
      ? {
          secret: secret.match(/.{4}/g)!.join(' '),
          uri: totpUri(secret, staff.email, brand.name),
        }
      : {}),
  })
}
