import { audit, type AuditEvent } from '#audit/record'
import { spend } from '#core/limits'
import { enqueueMail } from '#core/mail/mail'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { accountsOf } from '#identity/accounts'
import { acceptSecondFactor, type FactorRefusal } from '#identity/actions/accept_second_factor'
import { acceptRecoveryCode } from '#identity/actions/recovery_codes'
import { verifyPassword } from '#identity/passwords/verify'
import { FACTOR_TABLES, type FactorAccount, type FactorKind } from '#identity/second_factor/kinds'
import { dropCodes } from '#identity/second_factor/recovery_codes'
import { revokeSessions } from '#identity/sessions/store'
import type { Account } from '#identity/viewer'

export type RemovalRefusal = FactorRefusal | { type: 'wrong_password' }

/**
 * Is it really the owner who asks? The password, and where the account has an authenticator a code of that, or a recovery
 * code: who sits down before an open browser has none of them.
 */
export async function proveOwner(
  kind: FactorKind,
  account: FactorAccount,
  typed: { password: string; code: string | null }
): Promise<Result<undefined, RemovalRefusal>> {
  if (!(await spend('sign_in_account', `${kind}-password:${account.id}`)))
    return err({ type: 'too_many' })
  if (!(await verifyPassword(account.password, typed.password)))
    return err({ type: 'wrong_password' })
  if (account.totpSecret === null) return ok()
  const code = typed.code ?? ''
  return /^\d{6}$/.test(code)
    ? acceptSecondFactor(kind, account, code)
    : acceptRecoveryCode(kind, account, code)
}

/** A partner does without the second factor from now on. */
export async function switchOffSecondFactor(
  account: FactorAccount,
  typed: { password: string; code: string },
  sessionId: string
): Promise<Result<undefined, RemovalRefusal>> {
  const proven = await proveOwner('partner', account, typed)
  if (!proven.ok) return proven
  await transaction(async (trx) => {
    await accountsOf('partner').load(account.id, trx)
    await removeSecondFactor(trx, 'partner', account, {
      event: 'partner.second_factor_removed',
      actor: { kind: 'partner', id: account.publicId },
      notice: 'second_factor_off',
      except: sessionId,
    })
  })
  return ok()
}

/** Authenticator and recovery codes go, with every session but `except`; the owner is told by mail. The account is held by its caller. */
export async function removeSecondFactor(
  trx: Trx,
  kind: FactorKind,
  account: Account,
  change: {
    event: AuditEvent['type']
    actor: AuditEvent['actor']
    notice: 'second_factor_off' | 'second_factor_reset'
    except?: string
  }
): Promise<void> {
  await trx
    .from(FACTOR_TABLES[kind])
    .where('id', account.id)
    .update({ totp_secret: null, totp_last_step: null })
  await dropCodes(trx, { kind, id: account.id })
  await revokeSessions(trx, kind, account.id, change.except)
  await audit(trx, {
    type: change.event,
    actor: change.actor,
    subject: { kind, id: account.publicId },
  })
  await enqueueMail(trx, 'identity.notice', {
    kind,
    accountId: account.id,
    notice: change.notice,
  })
}
