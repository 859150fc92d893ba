import type { LucidRow } from '@adonisjs/lucid/types/model'
import hash from '@adonisjs/core/services/hash'
import { audit } from '#audit/record'
import { spend } from '#core/limits'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
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
  await transaction(async (trx) => {
    account.password = hashed
    await account.useTransaction(trx).save()
    await audit(trx, {
      type: `${kind}.password_changed`,
      actor: { kind, id: account.publicId },
      subject: { kind, id: account.publicId },
    })
  })
  await revokeSessions(kind, account.id, sessionId)
  return ok()
}
