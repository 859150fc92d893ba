import vine from '@vinejs/vine'
import { typedPassword } from '#core/http/fields'

/** The password of a registration, by who presses its link in another browser. */
export const activationValidator = vine.compile(vine.object({ password: typedPassword() }))
