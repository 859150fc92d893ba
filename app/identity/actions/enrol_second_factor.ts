import encryption from '@adonisjs/core/services/encryption'
import { audit } from '#audit/record'
import { clock } from '#shared/clock'
import { enqueueMail } from '#core/mail/mail'
import { forgive, spend } from '#core/limits'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { accountsOf } from '#identity/accounts'
import type { FactorRefusal } from '#identity/actions/accept_second_factor'
import { FACTOR_TABLES, type FactorAccount, type FactorKind } from '#identity/second_factor/kinds'
import { renewCodes } from '#identity/second_factor/recovery_codes'
import { hasSecondFactor } from '#identity/second_factor/state'
import { matchTotp } from '#identity/second_factor/totp'
import { revokeSessions } from '#identity/sessions/store'

/**
 * Keeps the secret of an authenticator whose first code is right, in the place of the one the account had when the page
 * was shown; of two enrolments at once, one is kept. Other devices are signed out.
 *
 * @param sessionId of the session at hand, which goes on; none where a first sign-in enrols
 * @returns the recovery codes, which nobody can ever show again
 */
export async function enrolSecondFactor(
  kind: FactorKind,
  account: FactorAccount,
  secret: string,
  code: string,
  sessionId?: string
): Promise<Result<string[], FactorRefusal>> {
  if (!(await spend('second_factor', account.publicId))) return err({ type: 'too_many' })
  const step = matchTotp(secret, code, clock.now().toMillis(), null)
  if (step === null) return err({ type: 'wrong' })
  const table = FACTOR_TABLES[kind]
  const enrolled = await transaction(async (trx) => {
    const held = await accountsOf(kind).load(account.id, trx)
    // Whoever has a passkey shows it first: the password alone does not put another factor beside it.
    const isFirst = sessionId === undefined
    if (!held || (isFirst && (await hasSecondFactor(kind, held, trx))))
      return err({ type: 'wrong' as const })
    const query = trx.from(table).where('id', account.id).where('password', account.password)
    // What the account had is as it was: somebody else who enrols meanwhile has used a step.
    const { totpSecret, totpLastStep } = account
    if (totpSecret === null) query.whereNull('totp_secret')
    else query.whereNotNull('totp_secret')
    if (totpLastStep === null) query.whereNull('totp_last_step')
    else query.where('totp_last_step', totpLastStep)
    const changed = await query.update({
      totp_secret: encryption.encrypt(secret, { purpose: `${table}.totp_secret` }),
      totp_last_step: step,
    })
    if (Number(changed) !== 1) return err({ type: 'wrong' as const })
    const codes = await renewCodes(trx, { kind, id: account.id })
    await revokeSessions(trx, kind, account.id, sessionId)
    await audit(trx, {
      type: `${kind}.second_factor_enrolled`,
      actor: { kind, id: account.publicId },
      subject: { kind, id: account.publicId },
    })
    await enqueueMail(trx, 'identity.notice', {
      kind,
      accountId: account.id,
      notice: 'second_factor_on',
    })
    return ok(codes)
  })
  if (enrolled.ok) await forgive('second_factor', account.publicId)
  return enrolled
}
