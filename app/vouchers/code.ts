import { createHash, randomInt } from 'node:crypto'

/** 16 digits, as they are printed on a voucher; blanks and dashes between them are ours to ignore. */
export function normaliseCode(input: string): string | null {
  const digits = input.replace(/[\s.-]/g, '')
  return /^\d{16}$/.test(digits) ? digits : null
}

export function newCode(): string {
  return Array.from({ length: 16 }, () => randomInt(10)).join('')
}

/** Only hashes are kept: a copy of the database pays for nothing. */
export function hashCode(code: string): string {
  return createHash('sha256').update(`voucher:${code}`).digest('hex')
}
