import type { HttpContext } from '@adonisjs/core/http'
import { check, formOf, issue } from '#captcha/main'
import type { CaptchaChallenge } from '#captcha/contract'
import { emptyForm, keptInput, shareForm, type FieldError, type FormState } from '#core/http/form'

/**
 * A new captcha for the form at hand, as picture, or as question once the visitor asked for words. Pages
 * hand it to `@!field.captcha({ captcha })`.
 */
export function newCaptcha(ctx: HttpContext): Promise<CaptchaChallenge> {
  const { captcha_action: wanted, captcha_id: former } = ctx.request.only([
    'captcha_action',
    'captcha_id',
  ])
  const kept = typeof former === 'string' && !wanted ? formOf(former) : null
  return issue(kept ?? (wanted === 'question' ? 'question' : 'image'), ctx.arrival.language)
}

/**
 * When one of the captcha's small buttons was pressed: the form as it was sent, without a judgement of it,
 * to be shown again with {@link newCaptcha}. Else null.
 */
export function captchaWasAskedFor(ctx: HttpContext): FormState | null {
  const wanted = ctx.request.input('captcha_action')
  if (!['again', 'image', 'question'].includes(wanted)) return null
  return shareForm(ctx, emptyForm(keptInput(ctx)))
}

/** Judges the captcha that came with a form, using it up; null when it is right. */
export async function judgeCaptcha(ctx: HttpContext): Promise<FieldError | null> {
  const { captcha_id: id, captcha: answer } = ctx.request.only(['captcha_id', 'captcha'])
  const field = 'captcha'
  if (typeof answer !== 'string' || answer === '') {
    return { field, message: ctx.t('captcha.missing') }
  }
  const right = typeof id === 'string' && answer.length <= 40 && (await check(id, answer))
  return right ? null : { field, message: ctx.t('captcha.wrong') }
}
