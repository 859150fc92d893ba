import db from '@adonisjs/lucid/services/db'
import { clock } from '#shared/clock'
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

/** Where an account is signed in, the latest use first. @param sessionId of the session at hand */
export async function listDevices(
  kind: UserKind,
  userId: number,
  sessionId: string
): Promise<Device[]> {
  const now = clock.now().toMillis()
  const rows = await db
    .from('sessions')
    .where({ user_kind: kind, user_id: userId })
    .where('expires_at', '>', now)
    .where('ends_at', '>', now)
    .orderBy('last_seen_at', 'desc')
    .limit(20)
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

const BROWSERS: [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Microsoft Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

const SYSTEMS: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]

function describeAgent(agent: string): string {
  const find = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(agent))?.[1]
  const known = [find(BROWSERS), find(SYSTEMS)].filter(Boolean).join(', ')
  return known || agent.replace(/[\p{Cc}]/gu, '').slice(0, 40)
}
