import { createHash, randomInt } from 'node:crypto'

/** A code of the form `sixteenDigits`, without blanks. */
export function newCode(): string {
  return Array.from({ length: 16 }, () => randomInt(10)).join('')
}

/** Only hashes are kept: a copy of the database pays for nothing. */
export function hashCode(code: string): string {
  return createHash('sha256').update(`voucher:${code}`).digest('hex')
}
