import vine from '@vinejs/vine'
import { line, typedPassword } from '#core/http/fields'

/** The methods whose charges go to a number of the customer (R4.5). */
export const NUMBER_METHODS = ['speedy', 'flexi_postpaid', 'flexi_prepaid'] as const

export const profileValidator = vine.compile(
  vine.object({
    name: line(120).minLength(2),
    language: vine.enum(['id', 'en'] as const),
  })
)

export const numberValidator = vine.compile(
  vine.object({
    method: vine.enum(NUMBER_METHODS),
    number: line(40),
  })
)

/** The code of the operator's SMS. */
export const numberCodeValidator = vine.compile(
  vine.object({
    code: line(20).transform((value) => value.replace(/\s/g, '')),
  })
)

/** The password, and that it was understood what goes and what stays. */
export const closingValidator = vine.compile(
  vine.object({ password: typedPassword(), understood: vine.accepted() })
)
