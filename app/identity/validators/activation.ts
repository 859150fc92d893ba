import vine from '@vinejs/vine'
import { emailAddress, typedPassword } from '#core/http/fields'

/** The password of a registration, by who presses its link in another browser. */
export const activationValidator = vine.compile(vine.object({ password: typedPassword() }))

/** An address to which a mail is asked for. */
export const addressValidator = vine.compile(vine.object({ email: emailAddress() }))
