import db from '@adonisjs/lucid/services/db'
import { clock } from '#shared/clock'
import { describeAgent } from '#identity/sessions/agent'
import { sessionKey, type UserKind } from '#identity/sessions/store'

/** A session of an account, as its owner sees it. Instants in epoch milliseconds. */
export interface Device {
  id: string
  /** `Firefox, Linux` */
  name: string
  ip: string
  signedInAt: number
  lastSeenAt: number
  current: boolean
}

/** As many as a page shows. */
const SHOWN = 20

/**
 * Where an account is signed in, the latest use first.
 *
 * @param sessionId of the session at hand
 * @param limit how many at most
 */
export async function listDevices(
  kind: UserKind,
  userId: number,
  sessionId: string,
  limit = SHOWN
): Promise<Device[]> {
  const now = clock.now().toMillis()
  const rows = await db
    .from('sessions')
    .where({ user_kind: kind, user_id: userId })
    .where('expires_at', '>', now)
    .where('ends_at', '>', now)
    .orderBy('last_seen_at', 'desc')
    .limit(limit)
    .select('id', 'public_id', 'user_agent', 'ip', 'created_at', 'last_seen_at')
  return rows.map((row) => ({
    id: row.public_id,
    name: describeAgent(row.user_agent ?? ''),
    ip: row.ip ?? '',
    signedInAt: Number(row.created_at),
    lastSeenAt: Number(row.last_seen_at),
    current: row.id === sessionKey(sessionId),
  }))
}
