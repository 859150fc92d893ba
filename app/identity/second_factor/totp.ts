import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const STEP_SECONDS = 30
const DIGITS = 6
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A new shared secret: 160 bits (RFC 4226, section 4) in base32, as authenticators take it. */
export function newTotpSecret(): string {
  return [...randomBytes(32)].map((byte) => BASE32[byte & 31]).join('')
}

/** The step in which an instant lies (RFC 6238, section 4.2). @param at epoch milliseconds */
export function totpStep(at: number): number {
  return Math.floor(at / 1000 / STEP_SECONDS)
}

/** The code of a step: HMAC-SHA-1, six digits (RFC 4226, section 5.3). */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const number = mac.readUInt32BE(mac[19]! & 15) & 0x7f_ff_ff_ff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/**
 * The step of which `code` is, or null. One step of clock drift either way is forgiven (RFC 6238, section
 * 5.2); a step up to `usedUpTo` has been used and is refused.
 *
 * @param at epoch milliseconds
 */
export function matchTotp(
  secret: string,
  code: string,
  at: number,
  usedUpTo: number | null
): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const now = totpStep(at)
  const steps = [now - 1, now, now + 1].filter((step) => step > (usedUpTo ?? -1))
  const typed = Buffer.from(code)
  return steps.find((step) => timingSafeEqual(Buffer.from(totpCode(secret, step)), typed)) ?? null
}

/** The address that authenticators read (Key URI format). */
export function totpUri(secret: string, account: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((char) => BASE32.indexOf(char).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [])
}
