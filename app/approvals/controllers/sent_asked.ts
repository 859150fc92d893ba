import type { HttpContext } from '@adonisjs/core/http'
import { ASKED_MAX, askableFields } from '#approvals/askable'
import { consequenceOf } from '#approvals/course'
import type { Decision, Lane } from '#approvals/lanes'
import type { FieldError } from '#core/http/form'
import { withoutControlCharacters } from '#shared/control_characters'

/** What the form asks for, field by field; fields that the lane does not look at are nobody's to ask for. */
export function sentAsked(ctx: HttpContext, lane: Lane): Record<string, string> {
  return Object.fromEntries(
    askableFields(lane).flatMap(({ name }) => {
      const text = withoutControlCharacters(String(ctx.request.input(`ask_${name}`) ?? '')).trim()
      return text ? [[name, text]] : []
    })
  )
}

/** What is asked for at more length than a field has room for; of a decision that asks for nothing, none. */
export function askedTooLong(ctx: HttpContext, lane: Lane, decision: Decision): FieldError[] {
  if (consequenceOf(lane, decision) !== 'correct') return []
  const asked = sentAsked(ctx, lane)
  return askableFields(lane).flatMap(({ name, label }) => {
    if ((asked[name] ?? '').length <= ASKED_MAX) return []
    const field = ctx.t(label)
    const message = ctx.t('validator.shared.messages.maxLength', { field, max: ASKED_MAX })
    return [{ field: `ask_${name}`, message }]
  })
}
