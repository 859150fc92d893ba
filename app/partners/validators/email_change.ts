import vine from '@vinejs/vine'
import { emailAddress } from '#core/http/fields'

/** The wanted address. */
export const emailChangeValidator = vine.compile(vine.object({ email: emailAddress() }))

/** Which of the link's two buttons was pressed. */
export const emailDecisionValidator = vine.compile(
  vine.object({ decision: vine.enum(['confirm', 'cancel'] as const) })
)
