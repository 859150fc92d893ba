import type { LucidRow } from '@adonisjs/lucid/types/model'
import hash from '@adonisjs/core/services/hash'
import { audit } from '#audit/record'
import type { AuditType } from '#audit/types'
import { enqueueMail } from '#core/mail/mail'
import { spend } from '#core/limits'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { dropTokens } from '#identity/tokens/single_use_tokens'
import { verifyPassword } from '#identity/passwords/verify'
import { revokeSessions, type UserKind } from '#identity/sessions/store'
import type { Credentialed } from './judge_sign_in.js'

/**
 * Sets a new password, for who knows the present one, and signs every other device out.
 *
 * @param sessionId of the session at hand, which goes on
 */
export async function changePassword(
  kind: UserKind,
  account: Credentialed & LucidRow,
  present: string,
  wanted: string,
  sessionId: string
): Promise<Result<undefined, { type: 'wrong' | 'too_many' }>> {
  if (!(await spend('sign_in_account', `${kind}-password:${account.id}`))) {
    return err({ type: 'too_many' })
  }
  if (!(await verifyPassword(account.password, present))) return err({ type: 'wrong' })
  const hashed = await hash.make(wanted)
  await transaction((trx) =>
    setPassword(trx, kind, account, {
      hashed,
      event: `${kind}.password_changed`,
      except: sessionId,
    })
  )
  return ok()
}

/** The new password, the end of every session but `except`, the event and the mail to the owner: all of it, or nothing. */
export async function setPassword(
  trx: Trx,
  kind: UserKind,
  account: Credentialed & LucidRow,
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
