import type { HttpContext } from '@adonisjs/core/http'
import { readForm } from '#core/http/form'
import { resendActivation } from '#partners/actions/resend_activation'
import { resendValidator } from '#partners/validators/registration'

const VIEW = 'pages/partners/activate_resend'

/** Sends an activation mail again. The answer is the same for every address (R2.3). */
export default class ActivationMailsController {
  create(ctx: HttpContext) {
    return ctx.view.render(VIEW, { sent: false })
  }

  async store(ctx: HttpContext) {
    const form = await readForm(ctx, resendValidator)
    if (!form.ok) return ctx.view.render(VIEW, { sent: false })
    await resendActivation(form.data.email)
    return ctx.view.render(VIEW, { sent: true })
  }
}
