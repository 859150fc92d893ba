import vine from '@vinejs/vine'
import { emailAddress, typedPassword } from '#core/http/fields'

/** E-mail and password, and the page that was wanted before. */
export const signInValidator = vine.compile(
  vine.object({
    email: emailAddress(),
    password: typedPassword(),
    next: vine.string().maxLength(2_000).optional(),
  })
)

/** Six digits of the authenticator, blanks aside. */
export const secondFactorValidator = vine.compile(
  vine.object({
    code: vine
      .string()
      .maxLength(20)
      .transform((value) => value.replace(/\s/g, '')),
  })
)
