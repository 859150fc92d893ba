import type { HttpContext } from '@adonisjs/core/http'
import { readForm } from '#core/http/form'
import { resendActivation } from '#customers/actions/resend_activation'
import { resendValidator } from '#customers/validators/registration'

const VIEW = 'pages/customers/activate_resend'

/** Sends an activation mail again. The answer is the same for every address. */
export default class ActivationMailsController {
  create(ctx: HttpContext) {
    return ctx.view.render(VIEW, { sent: false })
  }

  async store(ctx: HttpContext) {
    const form = await readForm(ctx, resendValidator)
    if (!form.ok) return ctx.view.render(VIEW, { sent: false })
    await resendActivation(ctx.storeEnvironment, form.data.email)
    return ctx.view.render(VIEW, { sent: true })
  }
}
