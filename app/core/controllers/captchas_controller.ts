import type { HttpContext } from '@adonisjs/core/http'
import { newCaptcha } from '#core/http/captcha'

/** Another captcha in the place of the one on the page, for its script: the rest of the form stays as it was typed, passwords too. */
export default class CaptchasController {
  async create(ctx: HttpContext) {
    ctx.response.header('cache-control', 'no-store')
    return ctx.view.render('pages/captcha/field', { captcha: await newCaptcha(ctx) })
  }
}
