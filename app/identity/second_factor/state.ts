import db from '@adonisjs/lucid/services/db'
import type { Client } from '#shared/database/main'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import { countPasskeys } from '#identity/queries/list_passkeys'
import type { UserKind } from '#identity/sessions/store'
import { hasFactors, withFactors } from './kinds.js'

/** Has the account something that the password alone does not stand in for: an authenticator, or a passkey? */
export async function hasSecondFactor(
  kind: UserKind,
  account: Credentialed,
  client: Client = db.connection()
): Promise<boolean> {
  if (!hasFactors(kind)) return false
  if (withFactors(account).totpSecret) return true
  return (await countPasskeys(kind, account.id, client)) > 0
}
