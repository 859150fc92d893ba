import db from '@adonisjs/lucid/services/db'
import type { Client } from '#shared/database/main'
import Passkey from '#identity/models/passkey'
import type { UserKind } from '#identity/sessions/store'

/** The passkeys of an account, the oldest first. */
export function listPasskeys(kind: UserKind, userId: number): Promise<Passkey[]> {
  return Passkey.query().where({ userKind: kind, userId }).orderBy('id').exec()
}

/** One of an account's own; null for anybody else's. */
export function findPasskey(
  kind: UserKind,
  userId: number,
  publicId: string
): Promise<Passkey | null> {
  return Passkey.query().where({ userKind: kind, userId, publicId }).first()
}

export async function countPasskeys(
  kind: UserKind,
  userId: number,
  client: Client = db.connection()
): Promise<number> {
  const rows = await client
    .from('passkeys')
    .where({ user_kind: kind, user_id: userId })
    .select('id')
  return rows.length
}

/** Ids of the accounts of a kind that have a passkey. */
export async function passkeyOwners(kind: UserKind): Promise<Set<number>> {
  const rows = await db.from('passkeys').where('user_kind', kind).distinct('user_id')
  return new Set(rows.map((row) => row.user_id))
}
