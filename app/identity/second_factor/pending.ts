import type { HttpContext } from '@adonisjs/core/http'
import encryption from '@adonisjs/core/services/encryption'
import { createHash } from 'node:crypto'
import { clock } from '#shared/clock'
import Staff from '#identity/models/staff'
import { newTotpSecret } from './totp.js'

const KEY = 'second_factor'
const PURPOSE = 'staff.second_factor'
const LIFE_MS = 10 * 60_000

/** Who gave the right password and has yet to give the code. */
interface Pending {
  staffId: number
  /** Of the password that was right: with another one since, this sign-in is over. */
  passwordMark: string
  next: string
  since: number
  /** Sealed secret of an enrolment that its first code has not confirmed yet. */
  enrolment: string | null
}

/** Notes in the session, under a new id, that the password was right. */
export function awaitSecondFactor(ctx: HttpContext, staff: Staff, next: string): void {
  const enrolment = staff.totpSecret
    ? null
    : encryption.encrypt(newTotpSecret(), { purpose: PURPOSE })
  const pending: Pending = {
    staffId: staff.id,
    passwordMark: markOf(staff),
    next,
    since: clock.now().toMillis(),
    enrolment,
  }
  ctx.session.clear()
  ctx.session.regenerate()
  ctx.session.put(KEY, pending)
}

/** Whose code is awaited, with the secret that is being enrolled; null when too much time went by. */
export async function awaitedSecondFactor(ctx: HttpContext) {
  const pending = ctx.session?.get(KEY) as Pending | undefined
  if (!pending || clock.now().toMillis() - pending.since > LIFE_MS) return null
  const staff = await Staff.find(pending.staffId)
  if (!staff?.maySignIn || markOf(staff) !== pending.passwordMark) return null
  const enrolment = staff.totpSecret ? null : pending.enrolment
  const secret = staff.totpSecret ?? (enrolment && encryption.decrypt<string>(enrolment, PURPOSE))
  return secret ? { staff, secret, enrolling: !staff.totpSecret, next: pending.next } : null
}

function markOf(staff: Staff): string {
  return createHash('sha256').update(`pending:${staff.password}`).digest('hex')
}
