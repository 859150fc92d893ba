import { audit, type AuditEvent } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import { transaction, type Trx } from '#shared/database/main'
import { ok, type Result } from '#shared/result'
import { accountsOf } from '#identity/accounts'
import { proveOwner, type OwnerProof, type ProofRefusal } from '#identity/actions/prove_owner'
import { FACTOR_TABLES, type FactorAccount, type FactorKind } from '#identity/second_factor/kinds'
import { dropCodes } from '#identity/second_factor/recovery_codes'
import { revokeSessions } from '#identity/sessions/store'
import type { Account } from '#identity/viewer'

/** A partner does without the second factor from now on. */
export async function switchOffSecondFactor(
  account: FactorAccount,
  typed: OwnerProof,
  sessionId: string
): Promise<Result<undefined, ProofRefusal>> {
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
