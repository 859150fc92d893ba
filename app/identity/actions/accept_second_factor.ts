import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { forgive, spend } from '#core/limits'
import { FACTOR_TABLES, type FactorAccount, type FactorKind } from '#identity/second_factor/kinds'
import { matchTotp } from '#identity/second_factor/totp'

export type FactorRefusal = { type: 'wrong' | 'too_many' }

/**
 * Accepts a code of the authenticator once: the step it belongs to is written down, and of two at once with the same code
 * one is refused.
 */
export async function acceptSecondFactor(
  kind: FactorKind,
  account: FactorAccount,
  code: string
): Promise<Result<undefined, FactorRefusal>> {
  if (!(await spend('second_factor', account.publicId))) return err({ type: 'too_many' })
  const { totpSecret, totpLastStep } = account
  const at = clock.now().toMillis()
  const step = totpSecret === null ? null : matchTotp(totpSecret, code, at, totpLastStep)
  if (step === null) return err({ type: 'wrong' })
  const accepted = await transaction(async (trx) => {
    const changed = await trx
      .from(FACTOR_TABLES[kind])
      .where('id', account.id)
      // A reset in this very moment ends the sign-in that the old password had begun.
      .where('password', account.password)
      .whereNotNull('totp_secret')
      .where((unused) => unused.whereNull('totp_last_step').orWhere('totp_last_step', '<', step))
      .update({ totp_last_step: step })
    return Number(changed) === 1 ? ok() : err({ type: 'wrong' as const })
  })
  if (accepted.ok) await forgive('second_factor', account.publicId)
  return accepted
}
