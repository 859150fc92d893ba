import vine from '@vinejs/vine'
import { judgePassword, type PasswordPolicy } from './policy.js'

/**
 * The rule of a field that sets a new password. Its messages: `password_guide`, `password_too_short`,
 * `password_leaked`.
 */
export const newPassword = vine.createRule((value, policy: PasswordPolicy, field) => {
  if (typeof value !== 'string') return
  const fault = judgePassword(value, policy)
  if (fault) field.report('The password cannot be used', `password_${fault}`, field)
})
