import { LEAKED } from './leaked.js'

/**
 * `guide`: the partner guide's rule for partners and customers (R4.2). `length`: the modern one, which an
 * operator may configure for them instead. `staff`: twelve characters, beside a second factor.
 */
export type PasswordPolicy = 'guide' | 'length' | 'staff'

/** What a page tells its reader and its script about the rule: `guide`, or the least length. */
export function shownPolicy(policy: PasswordPolicy): string {
  return policy === 'guide' ? 'guide' : String(LEAST[policy])
}

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

/** What people write for a letter to please a rule. */
const SPELLINGS: Record<string, string> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  '$': 's',
  '5': 's',
  '7': 't',
}

/** A word shorter than this says nothing: every password holds one. */
const LEAST_WORD = 4

/** Case, spelling, and what people hang on to please a rule, do not make a leaked password another one. */
function isLeaked(password: string): boolean {
  const lower = password.toLowerCase()
  const bare = lower.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
  if (LEAKED.has(lower) || isPattern(lower) || isRepeated(lower) || isRepeated(bare)) return true
  const cores = [lower, bare].flatMap((core) => [core, unspelt(core), unspelt(trimmed(core))])
  return cores
    .flatMap((core) => [core, trimmed(core), core.replace(/\d{1,2}$/, '')])
    .some((core) => core.length >= LEAST_WORD && LEAKED.has(core))
}

/** Without the digits and marks before and after it. */
function trimmed(word: string): string {
  return word.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
}

function unspelt(word: string): string {
  return word.replace(/[@43!10$57]/g, (mark) => SPELLINGS[mark]!)
}

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qazwsxedcrfvtgb',
  '01234567890',
  '!@#$%^&*()',
  '@$*&?',
]
const RUNS = ROWS.flatMap((row) => [row, [...row].reverse().join('')])

/** The same thing over and over: `Ab12$$Ab12$$`. */
function isRepeated(lower: string): boolean {
  const again = /^(.+?)\1+$/u.exec(lower)?.[1]
  return again !== undefined && ([...again].length < 8 || isLeaked(again))
}

/** One run of letters, one of digits and one of marks, in whatever order (`abc123@@`): what programs try when a rule is known. */
function isPattern(lower: string): boolean {
  const parts = lower.match(/\p{L}+|\p{N}+|[^\p{L}\p{N}]+/gu) ?? []
  return parts.length <= 3 && parts.every(isRun)
}

/** One character over and over, a run of the alphabet or of a keyboard's row, or several of three and more. */
function isRun(part: string): boolean {
  if ([...part].every((char) => char === part[0])) return true
  for (let from = 0; from < part.length;) {
    let to = part.length
    while (to > from && !RUNS.some((run) => run.includes(part.slice(from, to)))) to--
    if (to === part.length && from === 0) return true
    if (to - from < 3) return false
    from = to
  }
  return true
}
