import { enqueueMail } from '#core/mail/mail'
import { spend } from '#core/limits'
import type { StoreEnvironment } from '#core/http/surfaces'
import { transaction } from '#shared/database/main'
import { accountsOf } from '#identity/accounts'
import type { UserKind } from '#identity/sessions/store'

/**
 * Has the link to a new password mailed to the owner of an address, if it has one. Says nothing; an address without an
 * account costs the same write, so that the time it takes says nothing either.
 */
export async function requestPasswordReset(
  kind: UserKind,
  email: string,
  environment: StoreEnvironment | null
): Promise<void> {
  if (!(await spend('resend', `reset:${kind}:${environment}:${email}`))) return
  const account = await accountsOf(kind).find(email, environment)
  const accountId = account?.maySignIn ? account.id : null
  await transaction((trx) => enqueueMail(trx, 'identity.password_reset', { kind, accountId }))
}
