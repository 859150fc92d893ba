import vine from '@vinejs/vine'
import passwords from '#config/passwords'
import { repeats, typedPassword } from '#core/http/fields'
import { newPassword } from '#identity/passwords/rule'
import type { PasswordPolicy } from '#identity/passwords/policy'

const changeTo = (policy: PasswordPolicy) =>
  vine.compile(
    vine.object({
      password: typedPassword(),
      new_password: typedPassword().use(newPassword(policy)),
      password_confirmation: typedPassword().use(repeats('new_password')),
    })
  )

/** The present password, the new one, and that again; by who changes it. */
export const passwordValidators = {
  customer: changeTo(passwords.policy),
  partner: changeTo(passwords.policy),
  staff: changeTo('staff'),
}

const resetTo = (policy: PasswordPolicy) =>
  vine.compile(
    vine.object({
      new_password: typedPassword().use(newPassword(policy)),
      password_confirmation: typedPassword().use(repeats('new_password')),
    })
  )

/** The new password and that again, by who has the mailed link. */
export const resetValidators = {
  customer: resetTo(passwords.policy),
  partner: resetTo(passwords.policy),
  staff: resetTo('staff'),
}
