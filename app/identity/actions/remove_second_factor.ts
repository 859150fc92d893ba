import { audit, type AuditEvent } from '#audit/record'
import { spend } from '#core/limits'
import { enqueueMail } from '#core/mail/mail'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { accountsOf } from '#identity/accounts'
import { acceptPasskey, type PasskeyAnswer } from '#identity/actions/accept_passkey'
import { acceptSecondFactor, type FactorRefusal } from '#identity/actions/accept_second_factor'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import { acceptRecoveryCode } from '#identity/actions/recovery_codes'
import { verifyPassword } from '#identity/passwords/verify'
import {
  FACTOR_TABLES,
  hasFactors,
  withFactors,
  type FactorAccount,
  type FactorKind,
} from '#identity/second_factor/kinds'
import { dropCodes } from '#identity/second_factor/recovery_codes'
import { hasSecondFactor } from '#identity/second_factor/state'
import { revokeSessions, type UserKind } from '#identity/sessions/store'
import type { Account } from '#identity/viewer'

export type RemovalRefusal = FactorRefusal | { type: 'wrong_password' | 'wrong_passkey' }

/** What the owner of an account alone has: a passkey's signature, or the password with a code where a second factor is on. */
export type OwnerProof = PasskeyAnswer | { password: string; code: string | null }

/**
 * Is it really the owner who asks? The password, and where the account has a second factor a code of its authenticator, or a recovery
 * code; or one of its passkeys: who sits down before an open browser has none of them.
 */
export async function proveOwner(
  kind: UserKind,
  account: Credentialed,
  typed: OwnerProof
): Promise<Result<undefined, RemovalRefusal>> {
  if ('challenge' in typed) {
    const accepted = await acceptPasskey(kind, typed, account)
    if (accepted.ok) return ok()
    return err({ type: accepted.error.type === 'too_many' ? 'too_many' : 'wrong_passkey' })
  }
  if (!(await spend('sign_in_account', `${kind}-password:${account.id}`)))
    return err({ type: 'too_many' })
  if (!(await verifyPassword(account.password, typed.password)))
    return err({ type: 'wrong_password' })
  if (!hasFactors(kind) || !(await hasSecondFactor(kind, account))) return ok()
  const code = typed.code ?? ''
  return /^\d{6}$/.test(code)
    ? acceptSecondFactor(kind, withFactors(account), code)
    : acceptRecoveryCode(kind, withFactors(account), code)
}

/** A partner does without the second factor from now on. */
export async function switchOffSecondFactor(
  account: FactorAccount,
  typed: OwnerProof,
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

/** Authenticator, passkeys and recovery codes go, with every session but `except`; the owner is told by mail. The account is held by its caller. */
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
  await trx.from('passkeys').where({ user_kind: kind, user_id: account.id }).delete()
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
