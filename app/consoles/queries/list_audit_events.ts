import { AUDIT_TYPES, type AuditType } from '#audit/types'
import { pageKey, searchText } from '#shared/address_values'
import { reads } from '#shared/database/main'

export interface AuditLine {
  id: number
  type: string
  actor_kind: string
  actor_id: string | null
  subject_kind: string
  subject_id: string | null
  data: string
  /** epoch milliseconds */
  at: number
}

export interface AuditFilter {
  type: AuditType | ''
  actor: '' | 'customer' | 'partner' | 'staff' | 'system' | 'anonymous'
  /** public id of whom or what it is about, or of who did it */
  id: string
  before: number | null
}

export const AUDIT_ACTORS = ['customer', 'partner', 'staff', 'system', 'anonymous'] as const

const PAGE_SIZE = 50

/** What a filter form sent, cleaned. */
export function readAuditFilter(query: Record<string, unknown>): AuditFilter {
  return {
    type: AUDIT_TYPES.find((type) => type === query.type) ?? '',
    actor: AUDIT_ACTORS.find((kind) => kind === query.actor) ?? '',
    id: searchText(query.id, 26).toUpperCase(),
    before: pageKey(query.before),
  }
}

/** Audit events, the newest first (R8.4). */
export async function listAuditEvents({ type, actor, id, before }: AuditFilter) {
  const conditions: string[] = []
  const bindings: (string | number)[] = []
  const add = (sql: string, ...values: (string | number)[]) => {
    conditions.push(sql)
    bindings.push(...values)
  }
  if (type) add('type = ?', type)
  if (actor) add('actor_kind = ?', actor)
  if (id) add('(subject_id = ? or actor_id = ?)', id, id)
  if (before !== null) add('id < ?', before)
  const rows = await reads().all<AuditLine>(
    `select id, type, actor_kind, actor_id, subject_kind, subject_id, data, at from audit_events
     ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''} order by id desc limit ${PAGE_SIZE + 1}`,
    bindings
  )
  const events = rows.slice(0, PAGE_SIZE)
  return { events, next: rows.length > PAGE_SIZE ? events.at(-1)!.id : null }
}
