import vine from '@vinejs/vine'
import { emailAddress, line, paragraphs, repeats, typedPassword } from '#core/http/fields'
import { STAFF_ROLES } from '#identity/models/staff'
import { newPassword } from '#identity/passwords/rule'

export const invitationValidator = vine.compile(
  vine.object({
    email: emailAddress(),
    role: vine.enum(STAFF_ROLES),
    language: vine.enum(['id', 'en'] as const),
  })
)

/** What who was invited chooses (R4.2). */
export const acceptanceValidator = vine.compile(
  vine.object({
    name: line(120).minLength(2),
    password: typedPassword().use(newPassword('staff')),
    password_confirmation: typedPassword().use(repeats('password')),
  })
)

export const roleValidator = vine.compile(vine.object({ role: vine.enum(STAFF_ROLES) }))

/** How it was made sure that it is really them who ask. */
export const reasonValidator = vine.compile(vine.object({ reason: paragraphs(1000).minLength(10) }))
