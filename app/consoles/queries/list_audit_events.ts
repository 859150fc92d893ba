import { DateTime } from 'luxon'
import { AUDIT_TYPES, type AuditType } from '#audit/types'
import { pageKey, searchText } from '#shared/address_values'
import { DISPLAY_ZONE } from '#shared/clock'
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
  /** public id of who did it */
  by: string
  /** public id of whom or what it is about, or of who did it */
  id: string
  /** first and last day, both included, as the operator's calendar has them */
  from: DateTime | null
  to: DateTime | null
}

export const AUDIT_ACTORS = ['customer', 'partner', 'staff', 'system', 'anonymous'] as const

const PAGE_SIZE = 50
const LINE = 'id, type, actor_kind, actor_id, subject_kind, subject_id, data, at'

/** What a filter form sent, cleaned: what makes no sense is left out. */
export function readAuditFilter(query: Record<string, unknown>): AuditFilter {
  return {
    type: AUDIT_TYPES.find((type) => type === query.type) ?? '',
    actor: AUDIT_ACTORS.find((kind) => kind === query.actor) ?? '',
    by: searchText(query.by, 26).toUpperCase(),
    id: searchText(query.id, 26).toUpperCase(),
    from: day(query.from),
    to: day(query.to),
  }
}

/** The filter as it stands in an address: what is not narrowed is left out. */
export function auditFilterValues({ from, to, ...filter }: AuditFilter): Record<string, string> {
  const values = { ...filter, from: from?.toISODate() ?? '', to: to?.toISODate() ?? '' }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}

/** The statement of a page: by time, so that a period, and every filter with one, is a stretch of its index. */
export function auditPageQuery(filter: AuditFilter, from: AuditLine | null) {
  const { where, bindings } = conditionsOf(filter)
  if (from) {
    where.push('(at, id) < (?, ?)')
    bindings.push(Number(from.at), from.id)
  }
  const sql = `select ${LINE} from audit_events ${whereOf(where)} order by at desc, id desc limit ${PAGE_SIZE + 1}`
  return { sql, bindings }
}

/** A page of audit events, the newest first (R8.4). @param before the id of the last event of the page before */
export async function listAuditEvents(filter: AuditFilter, before: unknown) {
  const key = pageKey(before)
  const [from = null] =
    key === null
      ? []
      : await reads().all<AuditLine>(`select ${LINE} from audit_events where id = ?`, [key])
  const { sql, bindings } = auditPageQuery(filter, from)
  const rows = await reads().all<AuditLine>(sql, bindings)
  const events = rows.slice(0, PAGE_SIZE)
  return {
    events,
    next: rows.length > PAGE_SIZE ? events.at(-1)!.id : null,
    isFirst: from === null,
  }
}

/** An event with its place in the chain, null while it waits for one. */
export interface ChainedLine extends AuditLine {
  seq: number | string | null
  hash: string | null
}

/** Every event of a filter that was there at the first call, the oldest first, a thousand at a time. */
export async function* auditEventPages(filter: AuditFilter): AsyncGenerator<ChainedLine[]> {
  const size = 1_000
  const [{ last } = { last: null }] = await reads().all<{ last: number | null }>(
    'select max(id) as last from audit_events'
  )
  const { where, bindings } = conditionsOf(filter)
  where.push('id <= ?', '(at, id) > (?, ?)')
  for (let after = { at: 0, id: 0 }; ;) {
    const rows = await reads().all<ChainedLine>(
      `select ${LINE}, seq, hash from audit_events ${whereOf(where)} order by at, id limit ${size}`,
      [...bindings, last ?? 0, after.at, after.id]
    )
    if (rows.length > 0) yield rows
    if (rows.length < size) return
    const { at, id } = rows.at(-1)!
    after = { at: Number(at), id }
  }
}

function conditionsOf({ type, actor, by, id, from, to }: AuditFilter) {
  const where: string[] = []
  const bindings: (string | number)[] = []
  const add = (sql: string, ...values: (string | number)[]) => {
    where.push(sql)
    bindings.push(...values)
  }
  if (type) add('type = ?', type)
  if (actor) add('actor_kind = ?', actor)
  if (by) add('actor_id = ?', by)
  if (id) add('(subject_id = ? or actor_id = ?)', id, id)
  if (from) add('at >= ?', from.toMillis())
  if (to) add('at < ?', to.plus({ days: 1 }).toMillis())
  return { where, bindings }
}

const whereOf = (conditions: readonly string[]) =>
  conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''

function day(value: unknown): DateTime | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null
  const parsed = DateTime.fromISO(value, { zone: DISPLAY_ZONE })
  return parsed.isValid && parsed.year > 2000 ? parsed.startOf('day') : null
}
