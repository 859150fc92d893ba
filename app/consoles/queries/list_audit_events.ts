import { DateTime } from 'luxon'
import { AUDIT_TYPES, type AuditType } from '#audit/types'
import type { Concerned } from '#consoles/queries/find_concerned'
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
  /** public ids of the content and the partner that it belongs to */
  about_content: string | null
  about_partner: string | null
}

export interface AuditFilter {
  type: AuditType | ''
  actor: '' | 'customer' | 'partner' | 'staff' | 'system' | 'anonymous'
  /** public id of who did it */
  by: string
  /** public id of whom or what it is about, or of who did it */
  id: string
  /** the content or company that it belongs to, as somebody writes it: see `findConcerned` */
  about: string
  /** first and last day, both included, as the operator's calendar has them */
  from: DateTime | null
  to: DateTime | null
}

export const AUDIT_ACTORS = ['customer', 'partner', 'staff', 'system', 'anonymous'] as const

const PAGE_SIZE = 50
const LINE =
  'id, type, actor_kind, actor_id, subject_kind, subject_id, data, at, about_content, about_partner'

/** What a filter form sent, cleaned: what makes no sense is left out. */
export function readAuditFilter(query: Record<string, unknown>): AuditFilter {
  return {
    type: AUDIT_TYPES.find((type) => type === query.type) ?? '',
    actor: AUDIT_ACTORS.find((kind) => kind === query.actor) ?? '',
    by: searchText(query.by, 26).toUpperCase(),
    id: searchText(query.id, 26).toUpperCase(),
    about: searchText(query.about, 120),
    from: day(query.from),
    to: day(query.to),
  }
}

/** The filter as it stands in an address: what is not narrowed is left out. */
export function auditFilterValues({ from, to, ...filter }: AuditFilter): Record<string, string> {
  const values = { ...filter, from: from?.toISODate() ?? '', to: to?.toISODate() ?? '' }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}

/**
 * The statement of a page: by time, so that a period, and every filter with one, is a stretch of its index. What one content or company
 * has to do with is read by a branch for each way in which it is known, and each by its own index.
 */
export function auditPageQuery(
  filter: AuditFilter,
  from: AuditLine | null,
  concerned: Concerned | null = null
) {
  const { where, bindings } = conditionsOf(filter)
  if (from) {
    where.push('(at, id) < (?, ?)')
    bindings.push(Number(from.at), from.id)
  }
  const end = `order by at desc, id desc limit ${PAGE_SIZE + 1}`
  const pageOf = (conditions: string[]) =>
    `select ${LINE} from audit_events ${whereOf(conditions)} ${end}`
  if (!concerned) return { sql: pageOf(where), bindings }
  const branches = branchesOf(concerned)
  const pages = branches.map(({ sql }) => `select * from (${pageOf([...where, sql])}) page`)
  return {
    sql: `${pages.join(' union all ')} ${end}`,
    bindings: branches.flatMap((branch) => [...bindings, ...branch.bindings]),
  }
}

/** A page of audit events, the newest first (R8.4). @param before the id of the last event of the page before */
export async function listAuditEvents(
  filter: AuditFilter,
  concerned: Concerned | null,
  before: unknown
) {
  const key = pageKey(before)
  const [from = null] =
    key === null
      ? []
      : await reads().all<AuditLine>(`select ${LINE} from audit_events where id = ?`, [key])
  const { sql, bindings } = auditPageQuery(filter, from, concerned)
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
export async function* auditEventPages(
  filter: AuditFilter,
  concerned: Concerned | null
): AsyncGenerator<ChainedLine[]> {
  const size = 1_000
  const [{ last } = { last: null }] = await reads().all<{ last: number | null }>(
    'select max(id) as last from audit_events'
  )
  const { where, bindings } = conditionsOf(filter)
  if (concerned) {
    const branches = branchesOf(concerned)
    where.push(`(${branches.map(({ sql }) => `(${sql})`).join(' or ')})`)
    bindings.push(...branches.flatMap((branch) => branch.bindings))
  }
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

/** What a content's or a partner's agreements, rounds and replies are known by: events of before they carried what they belong to. */
const OWN_RECORDS = (of: string) => `subject_id in (
  select c.public_id from contents c join partners p on p.id = c.partner_id where ${of}
  union all select r.public_id from approval_rounds r join content_versions v on v.id = r.version_id
    join contents c on c.id = v.content_id join partners p on p.id = c.partner_id where ${of}
  union all select a.public_id from agreements a join contents c on c.id = a.content_id
    join partners p on p.id = c.partner_id where ${of}
  union all select r.public_id from pks_replies r join agreements a on a.id = r.agreement_id
    join contents c on c.id = a.content_id join partners p on p.id = c.partner_id where ${of})`

/** Conditions of which no two let the same event in. */
function branchesOf({ kind, id }: Concerned): { sql: string; bindings: string[] }[] {
  if (kind === 'content')
    return [
      { sql: 'about_content = ?', bindings: [id] },
      {
        sql: `about_content is null and ${OWN_RECORDS('c.public_id = ?')}`,
        bindings: [id, id, id, id],
      },
    ]
  return [
    { sql: 'about_partner = ?', bindings: [id] },
    { sql: 'about_partner is null and subject_id = ?', bindings: [id] },
    {
      sql: `about_partner is null and ${OWN_RECORDS('p.public_id = ?')}`,
      bindings: [id, id, id, id],
    },
  ]
}

const whereOf = (conditions: readonly string[]) =>
  conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''

function day(value: unknown): DateTime | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null
  const parsed = DateTime.fromISO(value, { zone: DISPLAY_ZONE })
  return parsed.isValid && parsed.year > 2000 ? parsed.startOf('day') : null
}
