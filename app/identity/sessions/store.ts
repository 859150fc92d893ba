import { createHash } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import type { SessionData, SessionStoreContract } from '@adonisjs/session/types'
import db from '@adonisjs/lucid/services/db'
import type { Client } from '#shared/database/main'
import { clock } from '#shared/clock'
import { publicId } from '#shared/public_id'

export type UserKind = 'customer' | 'partner' | 'staff'

/** Seconds: how long a session lives unused, and how long at all. Staff sign in every working day. */
const LIFE: Record<UserKind | 'none', { idle: number; absolute: number }> = {
  customer: { idle: 7 * 86_400, absolute: 30 * 86_400 },
  partner: { idle: 4 * 3_600, absolute: 24 * 3_600 },
  staff: { idle: 3_600, absolute: 10 * 3_600 },
  none: { idle: 3_600, absolute: 3_600 },
}

/** A page view moves the idle deadline at most this often, so that reading does not write. */
const TOUCH_EVERY_MS = 60_000

/**
 * Sessions in the database: revocable, with an idle and an absolute life. The row's key is a hash of the
 * cookie, so that a copy of the database opens no session.
 */
class DatabaseSessions implements SessionStoreContract {
  /** The row that this request has read. */
  #found: string | null = null

  constructor(private ctx: HttpContext) {}

  async read(sessionId: string): Promise<SessionData | null> {
    const now = clock.now().toMillis()
    const key = sessionKey(sessionId)
    const [row] = await db
      .from('sessions')
      .where('id', key)
      .where('expires_at', '>', now)
      .where('ends_at', '>', now)
      .select('data')
    if (!row) return null
    this.#found = key
    return JSON.parse(row.data)
  }

  /** A session that was read and has been revoked since stays gone: a request under way must not bring it back. */
  async write(sessionId: string, data: SessionData): Promise<void> {
    const key = sessionKey(sessionId)
    const now = clock.now().toMillis()
    const user = userOf(data)
    const life = LIFE[user?.kind ?? 'none']
    const changing = {
      data: JSON.stringify(data),
      user_kind: user?.kind ?? null,
      user_id: user?.id ?? null,
      last_seen_at: now,
      expires_at: now + life.idle * 1000,
    }
    if (key === this.#found) {
      await db.from('sessions').where('id', key).update(changing)
      return
    }
    await db
      .knexQuery()
      .insert({
        ...changing,
        id: key,
        public_id: publicId(),
        ip: this.ctx.request.ip().slice(0, 45),
        user_agent: (this.ctx.request.header('user-agent') ?? '').slice(0, 200),
        created_at: now,
        ends_at: now + life.absolute * 1000,
      })
      .into('sessions')
      .onConflict('id')
      .merge(changing)
  }

  async destroy(sessionId: string): Promise<void> {
    await db.from('sessions').where('id', sessionKey(sessionId)).delete()
  }

  async touch(sessionId: string): Promise<void> {
    const now = clock.now().toMillis()
    const [row] = await db
      .from('sessions')
      .where('id', sessionKey(sessionId))
      .where('last_seen_at', '<', now - TOUCH_EVERY_MS)
      .select('user_kind')
    if (!row) return
    const life = LIFE[(row.user_kind as UserKind | null) ?? 'none']
    await db
      .from('sessions')
      .where('id', sessionKey(sessionId))
      .update({ last_seen_at: now, expires_at: now + life.idle * 1000 })
  }
}

/** Ends every session of a user, `except` the one at hand (a session id, not its hash). @returns how many */
export async function revokeSessions(
  client: Client,
  kind: UserKind,
  userId: number,
  except?: string
): Promise<number> {
  const query = client.from('sessions').where('user_kind', kind).where('user_id', userId)
  if (except) query.whereNot('id', sessionKey(except))
  return Number(await query.delete())
}

/** Ends one session of a user, by its public id. None when it is no session of theirs. */
export async function revokeSession(
  client: Client,
  kind: UserKind,
  userId: number,
  id: string
): Promise<number> {
  const session = { user_kind: kind, user_id: userId, public_id: id }
  return Number(await client.from('sessions').where(session).delete())
}

/** Removes what has ended. A schedule calls it. */
export async function sweepSessions(): Promise<void> {
  const now = clock.now().toMillis()
  await db.from('sessions').where('expires_at', '<=', now).orWhere('ends_at', '<=', now).delete()
}

function userOf(data: SessionData): { kind: UserKind; id: number } | null {
  for (const kind of ['customer', 'partner', 'staff'] as const) {
    const id = data[`auth_${kind}`]
    if (id !== undefined) return { kind, id: Number(id) }
  }
  return null
}

/** The key of a session's row: a hash of its cookie. */
export function sessionKey(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex')
}

/** The store factory for `config/session.ts`. */
export const databaseSessions = (ctx: HttpContext): SessionStoreContract =>
  new DatabaseSessions(ctx)
