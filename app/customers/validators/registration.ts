import vine from '@vinejs/vine'
import passwords from '#config/passwords'
import { emailAddress, line, repeats, typedPassword } from '#core/http/fields'
import { newPassword } from '#identity/passwords/rule'

/** What the guide asks of a customer (R4.2). */
export const registrationValidator = vine.compile(
  vine.object({
    email: emailAddress(),
    name: line(120).minLength(2),
    password: typedPassword().use(newPassword(passwords.policy)),
    password_confirmation: typedPassword().use(repeats('password')),
    agree: vine.accepted(),
  })
)
