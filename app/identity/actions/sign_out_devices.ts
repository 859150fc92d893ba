import { audit } from '#audit/record'
import { transaction } from '#shared/database/main'
import { revokeSession, revokeSessions, type UserKind } from '#identity/sessions/store'
import type { Account } from '#identity/viewer'

/**
 * Ends one session of an account, or all but the one at hand.
 *
 * @param wanted public id of a session, or `others`
 * @param sessionId of the session at hand
 * @returns false where the id is no session of theirs
 */
export async function signOutDevices(
  kind: UserKind,
  account: Account,
  wanted: string,
  sessionId: string
): Promise<boolean> {
  return transaction(async (trx) => {
    const count =
      wanted === 'others'
        ? await revokeSessions(trx, kind, account.id, sessionId)
        : await revokeSession(trx, kind, account.id, wanted)
    if (count > 0) {
      await audit(trx, {
        type: `${kind}.devices_signed_out`,
        actor: { kind, id: account.publicId },
        subject: { kind, id: account.publicId },
        data: { count },
      })
    }
    return count > 0 || wanted === 'others'
  })
}
