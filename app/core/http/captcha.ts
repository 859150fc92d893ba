import type { HttpContext } from '@adonisjs/core/http'
import { check, formOf, issue } from '#captcha/main'
import type { CaptchaChallenge } from '#captcha/contract'
import type { VineValidator } from '@vinejs/vine'
import {
  emptyForm,
  formWithErrors,
  keptInput,
  readForm,
  shareForm,
  type FieldError,
  type FormState,
} from '#core/http/form'

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

/**
 * Reads a form that a captcha guards. A missing answer is listed beside what else is wrong; one that was given is judged,
 * and used up, only once everything else is right.
 */
export async function readGuardedForm<V extends VineValidator<any, any>>(
  ctx: HttpContext,
  validator: V
): ReturnType<typeof readForm<V>> {
  const form = await readForm(ctx, validator)
  const missing = missingCaptcha(ctx)
  if (!form.ok && !missing) return form
  const wrong = missing ?? (await judgeCaptcha(ctx))
  if (!wrong) return form
  return { ok: false, form: formWithErrors(ctx, [...form.form.error_list, wrong]) }
}

/** Judges the captcha that came with a form, using it up; null when it is right. */
export async function judgeCaptcha(ctx: HttpContext): Promise<FieldError | null> {
  const missing = missingCaptcha(ctx)
  if (missing) return missing
  const { captcha_id: id, captcha: answer } = ctx.request.only(['captcha_id', 'captcha'])
  const right = typeof id === 'string' && answer.length <= 40 && (await check(id, answer))
  return right ? null : { field: 'captcha', message: ctx.t('captcha.wrong') }
}

function missingCaptcha(ctx: HttpContext): FieldError | null {
  const answer = ctx.request.input('captcha')
  if (typeof answer === 'string' && answer.trim() !== '') return null
  return { field: 'captcha', message: ctx.t('captcha.missing') }
}
