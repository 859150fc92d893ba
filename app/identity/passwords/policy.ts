import { LEAKED } from './leaked.js'

/**
 * `guide`: the partner guide's rule for partners and customers (R4.2). `length`: the modern one, which an
 * operator may configure for them instead. `staff`: twelve characters, beside a second factor.
 */
export type PasswordPolicy = 'guide' | 'length' | 'staff'

export type PasswordFault = 'too_short' | 'guide' | 'leaked'

const LEAST: Record<PasswordPolicy, number> = { guide: 6, length: 10, staff: 12 }

/** What is wrong with a new password, or null. Leaked ones are refused whatever the rule (R4.2). */
export function judgePassword(password: string, policy: PasswordPolicy): PasswordFault | null {
  if (policy === 'guide' && !followsGuide(password)) return 'guide'
  if ([...password].length < LEAST[policy]) return 'too_short'
  return isLeaked(password) ? 'leaked' : null
}

/** At least 6 characters with 2 letters, 2 digits and 2 of `@ $ * & ?`. */
function followsGuide(password: string): boolean {
  const count = (kind: RegExp) => password.match(kind)?.length ?? 0
  return (
    [...password].length >= LEAST.guide &&
    count(/\p{L}/gu) >= 2 &&
    count(/\d/g) >= 2 &&
    count(/[@$*&?]/g) >= 2
  )
}

/** Case, and what people hang on to please a rule, do not make a leaked password another one. */
function isLeaked(password: string): boolean {
  const lower = password.toLowerCase()
  const core = lower.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
  const spelt = core.replaceAll('@', 'a').replaceAll('$', 's')
  const forms = [lower, core, spelt].flatMap((form) => [form, form.replace(/\d{1,2}$/, '')])
  return forms.some((form) => LEAKED.has(form))
}
