import { createHash, randomBytes } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { Duration } from 'luxon'
import type { Client, Trx } from '#shared/database/main'
import { clock } from '#shared/clock'

/** What a token opens. A token of one purpose is nothing for another. */
export type TokenPurpose =
  | 'partner.activate'
  | 'partner.bank_change'
  | 'customer.activate'
  | 'customer.reset'
  | 'partner.reset'
  | 'partner.email_change'
  | 'partner.second_factor_kept'
  | 'staff.reset'
  | 'staff.invitation'
  | 'staff.store_entry'
  | 'customer.invitation'
  | 'demo.sign_in'
  | 'passkey.challenge'

export interface TokenClaim {
  userId: number
  data: Record<string, unknown>
}

/**
 * Mints a token for one use. Only its hash is kept, so it is minted when the mail that carries it is made.
 *
 * @returns 43 characters, safe in a URL path
 */
export async function mintToken(
  client: Client,
  purpose: TokenPurpose,
  userId: number,
  life: Duration,
  data: Record<string, unknown> = {}
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const now = clock.now()
  await client
    .insertQuery()
    .table('single_use_tokens')
    .insert({
      purpose,
      user_id: userId,
      token_hash: hash(token),
      data: JSON.stringify(data),
      created_at: now.toMillis(),
      expires_at: now.plus(life).toMillis(),
    })
  return token
}

/** Is this token still good? Looks without using it up: opening a mailed link must change nothing (R2.3). */
export async function peekToken(purpose: TokenPurpose, token: string): Promise<TokenClaim | null> {
  const [row] = await db
    .from('single_use_tokens')
    .where('token_hash', hash(token))
    .where('purpose', purpose)
    .whereNull('used_at')
    .where('expires_at', '>', clock.now().toMillis())
    .select('user_id', 'data')
  return row ? { userId: row.user_id, data: JSON.parse(row.data ?? '{}') } : null
}

/** Uses a token up in the transaction of what it allows. Two at once: one gets null. */
export async function useToken(
  trx: Trx,
  purpose: TokenPurpose,
  token: string
): Promise<TokenClaim | null> {
  const now = clock.now().toMillis()
  const used = await trx
    .from('single_use_tokens')
    .where('token_hash', hash(token))
    .where('purpose', purpose)
    .whereNull('used_at')
    .where('expires_at', '>', now)
    .update({ used_at: now })
  if (Number(used) !== 1) return null
  const [row] = await trx
    .from('single_use_tokens')
    .where('token_hash', hash(token))
    .select('user_id', 'data')
  return { userId: row.user_id, data: JSON.parse(row.data ?? '{}') }
}

/** Makes every unused token of a purpose worthless: the matter is settled, or has become another. */
export async function dropTokens(trx: Trx, purpose: TokenPurpose, userId: number): Promise<void> {
  await trx
    .from('single_use_tokens')
    .where({ purpose, user_id: userId })
    .whereNull('used_at')
    .delete()
}

/** Removes tokens that have ended. A schedule calls it. */
export async function sweepTokens(): Promise<void> {
  const monthAgo = clock.now().minus({ days: 30 }).toMillis()
  await db.from('single_use_tokens').where('expires_at', '<=', monthAgo).delete()
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
