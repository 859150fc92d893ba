import { monotonicFactory } from 'ulid'
import { randomBytes, randomInt } from 'node:crypto'
import { clock } from '#shared/clock'

const ulid = monotonicFactory(() => randomBytes(4).readUInt32BE() / 0x1_0000_0000)

/** A ULID: what the outside world calls a record by. Sorts by time of making. */
export function publicId(): string {
  return ulid(clock.now().toMillis())
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** `length` random letters and digits, for codes that people see (R6.1 wants 16). */
export function randomCode(length: number): string {
  return Array.from(
    { length },
    () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)]
  ).join('')
}

/** Does `value` look like a public id? Guards route parameters before they reach a query. */
export function isPublicId(value: string): boolean {
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.test(value)
}
