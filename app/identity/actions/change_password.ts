import hash from '@adonisjs/core/services/hash'
import { audit } from '#audit/record'
import type { AuditType } from '#audit/types'
import { enqueueMail } from '#core/mail/mail'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { accountsOf, type KeptAccount } from '#identity/accounts'
import { proveOwner, type OwnerProof, type ProofRefusal } from '#identity/actions/prove_owner'
import { dropTokens } from '#identity/tokens/single_use_tokens'
import { revokeSessions, type UserKind } from '#identity/sessions/store'
import type { Credentialed } from './judge_sign_in.js'

/**
 * Sets a new password, for who shows to be the owner (an open browser and the password alone are not enough where a second factor is on),
 * and signs every other device out.
 *
 * @param sessionId of the session at hand, which goes on
 * @returns the account with its new password, to which the session at hand has to be bound
 */
export async function changePassword(
  kind: UserKind,
  account: Credentialed,
  proof: OwnerProof,
  wanted: string,
  sessionId: string
): Promise<Result<KeptAccount, ProofRefusal>> {
  const proven = await proveOwner(kind, account, proof)
  if (!proven.ok) return proven
  const hashed = await hash.make(wanted)
  return transaction(async (trx) => {
    const held = await accountsOf(kind).load(account.id, trx)
    // A reset in this very moment: who gave the former password may be the one whom it locks out.
    if (!held?.maySignIn || held.password !== account.password)
      return err({ type: 'wrong_password' as const })
    await setPassword(trx, kind, held, {
      hashed,
      event: `${kind}.password_changed`,
      except: sessionId,
    })
    return ok(held)
  })
}

/** The new password, the end of every session but `except`, the event and the mail to the owner: all of it, or nothing. The account is held by its caller. */
export async function setPassword(
  trx: Trx,
  kind: UserKind,
  account: KeptAccount,
  change: { hashed: string; event: AuditType; except?: string }
): Promise<void> {
  account.password = change.hashed
  await account.useTransaction(trx).save()
  await revokeSessions(trx, kind, account.id, change.except)
  // A link that somebody asked for before opens nothing any more.
  await dropTokens(trx, `${kind}.reset`, account.id)
  await audit(trx, {
    type: change.event,
    actor: { kind, id: account.publicId },
    subject: { kind, id: account.publicId },
  })
  await enqueueMail(trx, 'identity.password_changed', { kind, accountId: account.id })
}
