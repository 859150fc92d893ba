import vine from '@vinejs/vine'
import passwords from '#config/passwords'
import { repeats, typedPassword } from '#core/http/fields'
import { newPassword } from '#identity/passwords/rule'
import type { PasswordPolicy } from '#identity/passwords/policy'
import type { UserKind } from '#identity/sessions/store'

/** The rule that each kind of account lives by (R4.2). */
export const POLICIES: Record<UserKind, PasswordPolicy> = {
  customer: passwords.policy,
  partner: passwords.policy,
  staff: 'staff',
}

const changeTo = (policy: PasswordPolicy) =>
  vine.compile(
    vine.object({
      new_password: typedPassword().use(newPassword(policy)),
      password_confirmation: typedPassword().use(repeats('new_password')),
    })
  )

/** The new password and that again, by whose it is. */
export const newPasswordValidators = {
  customer: changeTo(POLICIES.customer),
  partner: changeTo(POLICIES.partner),
  staff: changeTo(POLICIES.staff),
}
