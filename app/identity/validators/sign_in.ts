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

/** A code, blanks aside. */
const typedCode = (max: number) =>
  vine
    .string()
    .maxLength(max)
    .transform((value) => value.replace(/\s/g, ''))

/** Six digits of the authenticator. */
export const secondFactorValidator = vine.compile(vine.object({ code: typedCode(20) }))

export const recoveryCodeValidator = vine.compile(
  vine.object({ recovery_code: vine.string().maxLength(40) })
)

/** The password of an account without a second factor, from whoever wants to change how it is entered. */
export const passwordProofValidator = vine.compile(vine.object({ password: typedPassword() }))

/** The password, and a code of the authenticator or a recovery code. */
export const ownerProofValidator = vine.compile(
  vine.object({ password: typedPassword(), code: typedCode(40) })
)
