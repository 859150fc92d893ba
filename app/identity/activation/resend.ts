import type { HttpContext } from '@adonisjs/core/http'
import { readForm } from '#core/http/form'
import { addressValidator } from '#identity/validators/activation'

/** What differs between the surfaces where an activation mail is asked for again. */
export interface ResendDesk {
  view: string
  send(ctx: HttpContext, email: string): Promise<void>
}

/** The page that asks for the address, or says that the request was heard. */
export function showResend(ctx: HttpContext, desk: ResendDesk) {
  return ctx.view.render(desk.view, { sent: ctx.request.input('sent') === '1' })
}

/** Sends an activation mail again. The answer is the same for every address (R2.3). */
export async function resend(ctx: HttpContext, desk: ResendDesk) {
  const form = await readForm(ctx, addressValidator)
  if (!form.ok) return ctx.view.render(desk.view, { sent: false })
  await desk.send(ctx, form.data.email)
  return ctx.response.redirect(ctx.path('/activate/resend?sent=1'))
}
