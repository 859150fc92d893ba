import vine from '@vinejs/vine'
import { emailAddress, typedPassword } from '#core/http/fields'

/** The wanted address, and the password of who asks for it. */
export const emailChangeValidator = vine.compile(
  vine.object({ email: emailAddress(), password: typedPassword() })
)

/** Which of the link's two buttons was pressed. */
export const emailDecisionValidator = vine.compile(
  vine.object({ decision: vine.enum(['confirm', 'cancel'] as const) })
)
