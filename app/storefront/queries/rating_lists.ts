import { reads } from '#shared/database/main'
import { isPublicId } from '#shared/public_id'
import type { ReportReason } from '#storefront/reports'

const PAGE_SIZE = 20

export interface CommentLine {
  id: number
  public_id: string
  stars: number
  comment: string
  answer: string | null
  hidden: number
  hidden_reason: string | null
  created_at: number | string
  content_id: string
  content_name: string
  environment: 'production' | 'development'
  author: string
}

const LINE = `r.id, r.public_id, r.stars, r.comment, r.answer, r.hidden, r.hidden_reason, r.created_at, u.name as author,
  u.environment, c.public_id as content_id, coalesce((select v.name from content_versions v where v.id = coalesce(c.live_version_id, c.latest_version_id)), '') as content_name`
const FROM = `from ratings r join customers u on u.id = r.customer_id join contents c on c.id = r.content_id`

interface Leaf {
  before: number | null
}

function leafed<T extends { id: number }>(rows: T[]): { lines: T[]; next: number | null } {
  const lines = rows.slice(0, PAGE_SIZE)
  return { lines, next: rows.length > PAGE_SIZE ? lines.at(-1)!.id : null }
}

/** Comments on a partner's content, the newest first; what is hidden is not the partner's to read. */
export async function commentsOnContent(contentId: number, { before }: Leaf) {
  const rows = await reads().all<CommentLine>(
    `select ${LINE} ${FROM} where r.content_id = ? and r.hidden = 0 and r.comment is not null
     ${before === null ? '' : 'and r.id < ?'} order by r.id desc limit ${PAGE_SIZE + 1}`,
    before === null ? [contentId] : [contentId, before]
  )
  return leafed(rows)
}

export type Shelf = 'reported' | 'hidden'

/** What waits at the desk (the oldest comment first), or what is hidden (the newest first). */
export async function commentsAtDesk(shelf: Shelf, { before }: Leaf) {
  const hidden = shelf === 'hidden'
  const where = hidden
    ? 'r.hidden = 1'
    : `exists (select 1 from rating_reports p where p.rating_id = r.id and p.status = 'open')`
  const edge = before === null ? '' : `and r.id ${hidden ? '<' : '>'} ?`
  const rows = await reads().all<CommentLine>(
    `select ${LINE} ${FROM} where ${where} ${edge} order by r.id ${hidden ? 'desc' : 'asc'} limit ${PAGE_SIZE + 1}`,
    before === null ? [] : [before]
  )
  return leafed(rows)
}

export interface ReportLine {
  rating_id: number
  reason: ReportReason
  note: string | null
  created_at: number | string
}

/** Open reports of these ratings, the oldest first. */
export function openReports(ratingIds: number[]): Promise<ReportLine[]> {
  if (ratingIds.length === 0) return Promise.resolve([])
  return reads().all<ReportLine>(
    `select rating_id, reason, note, created_at from rating_reports
     where status = 'open' and rating_id in (${ratingIds.map(() => '?').join(', ')}) order by id`,
    ratingIds
  )
}

/** What a rating said before, the newest change first. */
export function formerWords(ratingIds: number[]) {
  if (ratingIds.length === 0) return Promise.resolve([])
  return reads().all<{
    rating_id: number
    stars: number
    comment: string | null
    changed_at: number | string
  }>(
    `select rating_id, stars, comment, changed_at from rating_changes
     where rating_id in (${ratingIds.map(() => '?').join(', ')}) order by id desc`,
    ratingIds
  )
}

/** A comment that everybody sees in a store, for whoever has something against it. */
export async function findComment(environment: 'production' | 'development', id: string) {
  if (!isPublicId(id)) return null
  const [line] = await reads().all<CommentLine>(
    `select ${LINE} ${FROM} where r.public_id = ? and r.hidden = 0 and r.comment is not null and u.environment = ?`,
    [id, environment]
  )
  return line ?? null
}
