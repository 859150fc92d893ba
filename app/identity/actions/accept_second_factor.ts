import encryption from '@adonisjs/core/services/encryption'
import { audit } from '#audit/record'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { spend } from '#core/limits'
import type Staff from '#identity/models/staff'
import { matchTotp } from '#identity/second_factor/totp'

/**
 * Accepts a code once: the step it belongs to is written down, and of two at once with the same code one
 * is refused. The first code of an enrolment keeps the secret.
 */
export async function acceptSecondFactor(
  staff: Staff,
  secret: string,
  code: string
): Promise<Result<undefined, { type: 'wrong' | 'too_many' }>> {
  if (!(await spend('second_factor', staff.publicId))) return err({ type: 'too_many' })
  const step = matchTotp(secret, code, clock.now().toMillis(), staff.totpLastStep)
  if (step === null) return err({ type: 'wrong' })
  return transaction(async (trx) => {
    const enrolling = staff.totpSecret === null
    const changed = await trx
      .from('staff')
      .where('id', staff.id)
      // A reset in this very moment ends the sign-in that the old password had begun.
      .where('password', staff.password)
      .where((unused) => unused.whereNull('totp_last_step').orWhere('totp_last_step', '<', step))
      .if(enrolling, (query) => query.whereNull('totp_secret'))
      .update({
        totp_last_step: step,
        ...(enrolling
          ? { totp_secret: encryption.encrypt(secret, { purpose: 'staff.totp_secret' }) }
          : {}),
      })
    if (Number(changed) !== 1) return err({ type: 'wrong' as const })
    if (enrolling) {
      await audit(trx, {
        type: 'staff.second_factor_enrolled',
        actor: { kind: 'staff', id: staff.publicId },
        subject: { kind: 'staff', id: staff.publicId },
      })
    }
    return ok()
  })
}
