import type { HttpContext } from '@adonisjs/core/http'
import type { VineValidator } from '@vinejs/vine'
import type { Infer } from '@vinejs/vine/types'
import { errors } from '@vinejs/vine'
import i18nManager from '@adonisjs/i18n/services/main'

export interface FieldError {
  field: string
  message: string
  /** What the field is called, where the message alone does not tell: the summary puts it before the message. */
  label?: string
}

/** What a rule has against a field. */
interface RuleError extends FieldError {
  rule: string
}

/** What a page needs to show a form again: nothing typed is lost (R2.1). */
export interface FormState {
  old: Record<string, unknown>
  errors: Record<string, string>
  error_list: FieldError[]
  /** Was something sent that is never shown again, and has to be typed anew? */
  retype: boolean
}

/** Never shown again: they are typed anew. */
const NEVER_KEPT = [
  'password',
  'password_confirmation',
  'new_password',
  'captcha',
  'captcha_answer',
  '_csrf',
  'code',
  'recovery_code',
]

/** Of these, what somebody types. */
const TYPED_ANEW = NEVER_KEPT.filter((name) => name !== '_csrf')

/** A form as it is first shown; with values to begin with, hand it to {@link shareForm}. */
export function emptyForm(old: Record<string, unknown> = {}): FormState {
  return { old, errors: {}, error_list: [], retype: false }
}

/**
 * Reads and checks a form. Messages come in the reader's language from `resources/lang/…/validator.json`
 * (`shared.messages.<rule>`, `shared.messages.<field>.<rule>`, `shared.fields.<field>`).
 */
export async function readForm<V extends VineValidator<any, any>>(
  ctx: HttpContext,
  validator: V,
  meta?: Record<string, unknown>
): Promise<{ ok: true; data: Infer<V>; form: FormState } | { ok: false; form: FormState }> {
  const input = { ...sentFields(ctx), ...(isPosted(ctx) ? ctx.request.allFiles() : {}) }
  const judged = await judgeFields(ctx, validator, input, meta)
  return judged.ok
    ? { ok: true, data: judged.data, form: shareForm(ctx, emptyForm(keptInput(ctx))) }
    : { ok: false, form: formWithErrors(ctx, judged.errors) }
}

/** As {@link readForm}, of values at hand: nothing is read from the request but its language, nothing is shown. */
export async function judgeFields<V extends VineValidator<any, any>>(
  ctx: HttpContext,
  validator: V,
  input: Record<string, unknown>,
  meta?: Record<string, unknown>
): Promise<{ ok: true; data: Infer<V> } | { ok: false; errors: FieldError[] }> {
  try {
    const data = await validator.validate(input, {
      messagesProvider: i18nManager.locale(ctx.arrival.language).createMessagesProvider(),
      ...(meta ? { meta } : {}),
    } as any)
    return { ok: true, data }
  } catch (error) {
    if (!(error instanceof errors.E_VALIDATION_ERROR)) throw error
    return { ok: false, errors: nameFields(ctx, error.messages) }
  }
}

/**
 * Gives the name of its field to each message that would be a riddle in a list (`Baru 14 angka.`). One that says the name
 * itself, or was written for this very field, says it once.
 */
function nameFields(ctx: HttpContext, list: RuleError[]): FieldError[] {
  const i18n = i18nManager.locale(ctx.arrival.language)
  return list.map(({ field, rule, message }) => {
    const name = i18n.resolveIdentifier(`validator.shared.fields.${field}`)?.message
    const tells =
      i18n.hasMessage(`validator.shared.messages.${field}.${rule}`) ||
      (name && message.toLowerCase().includes(name.toLowerCase()))
    return name && !tells ? { field, message, label: name } : { field, message }
  })
}

/** The form as it was sent, with these errors beside its fields. Answers 422. */
export function formWithErrors(ctx: HttpContext, list: FieldError[]): FormState {
  ctx.response.status(422)
  const first: Record<string, FieldError> = {}
  for (const error of list) first[error.field] ??= error
  const errorList = Object.values(first)
  return shareForm(ctx, {
    old: keptInput(ctx),
    errors: Object.fromEntries(errorList.map(({ field, message }) => [field, message])),
    error_list: errorList,
    retype: TYPED_ANEW.some((name) => name in sentFields(ctx)),
  })
}

/** Hands a form to every field of the page: components see what is shared, not what a page is given. */
export function shareForm(ctx: HttpContext, form: FormState): FormState {
  ctx.view.share({ ...form })
  return form
}

/** What was typed, without what is never shown again. */
export function keptInput(ctx: HttpContext): Record<string, unknown> {
  const input = Object.entries(sentFields(ctx))
  return Object.fromEntries(input.filter(([name]) => !NEVER_KEPT.includes(name)))
}

/** A posted form's fields stand in its body alone: from an address, a password would stand in every log. */
function sentFields(ctx: HttpContext): Record<string, unknown> {
  return isPosted(ctx) ? ctx.request.body() : ctx.request.qs()
}

function isPosted(ctx: HttpContext): boolean {
  return ctx.request.method() !== 'GET' && ctx.request.method() !== 'HEAD'
}
