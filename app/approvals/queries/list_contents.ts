import db from '@adonisjs/lucid/services/db'
import { unreadThreads } from '#approvals/queries/thread'
import { unreadPaths } from '#core/notices/read_notices'
import type { ContentStatus } from '#catalogue/status_labels'
import Content from '#catalogue/models/content'
import type Partner from '#partners/models/partner'
import { isPublicId } from '#shared/public_id'

/** One line of *Status Konten* (R3.6). Instants are epoch milliseconds. */
export interface ContentLine {
  id: number
  publicId: string
  name: string | null
  summary: string | null
  categoryKey: string | null
  category: { id: string; en: string } | null
  price: number | null
  paymentKind: 'once' | 'subscription' | null
  savedAt: number
  submittedAt: number | null
  number: number
  status: ContentStatus
  /** Something of the operator's that the partner has not seen: a message, or a decision. */
  isUnread: boolean
}

export interface ContentPage {
  lines: ContentLine[]
  /** Public ids to go on from; null at that end of the list. */
  before: string | null
  after: string | null
}

const PAGE_SIZE = 20

/**
 * A partner's contents by their newest version, newest content first. Keyset: an index of the partner's contents (of the ones in that
 * status) is walked from the edge on, so a page costs the same whatever lies behind it, and nothing is counted.
 *
 * @param status only these; null for all
 * @param from the public id at the edge of the page that was shown, and the way to go on
 */
export async function listContents(
  partner: Partner,
  status: ContentStatus | null,
  from: { after?: unknown; before?: unknown } = {}
): Promise<ContentPage> {
  const edge = await edgeOf(partner, from)
  const isBack = edge?.way === 'before'
  const query = db
    .from('contents')
    .join('content_versions', 'content_versions.id', 'contents.latest_version_id')
    .leftJoin('categories', 'categories.id', 'content_versions.category_id')
    .where('contents.partner_id', partner.id)
    // A draft that was thrown away before anybody saw it.
    .whereNot((gone) =>
      gone.where('contents.shown_status', 'withdrawn').whereNull('content_versions.submitted_at')
    )
    .select(
      'contents.id',
      'contents.public_id',
      'contents.shown_status',
      'content_versions.number',
      'content_versions.name',
      'content_versions.summary',
      'content_versions.price',
      'content_versions.payment_kind',
      'content_versions.saved_at',
      'content_versions.submitted_at',
      'categories.key',
      'categories.name_id',
      'categories.name_en'
    )
    .orderBy('contents.id', isBack ? 'asc' : 'desc')
    .limit(PAGE_SIZE + 1)
  if (edge) query.where('contents.id', isBack ? '>' : '<', edge.id)
  if (status) query.where('contents.shown_status', status)

  const rows = await query
  const hasMore = rows.length > PAGE_SIZE
  const shown = rows.slice(0, PAGE_SIZE)
  const unread = await unreadContents(partner, shown)
  const lines = shown.map((row) => lineOf(row, unread.has(Number(row.id))))
  if (isBack) lines.reverse()
  const [first, last] = [lines[0]?.publicId ?? null, lines.at(-1)?.publicId ?? null]
  return {
    lines,
    before: isBack ? (hasMore ? first : null) : edge ? first : null,
    after: isBack || hasMore ? last : null,
  }
}

async function edgeOf(partner: Partner, { after, before }: { after?: unknown; before?: unknown }) {
  const way = typeof before === 'string' ? 'before' : 'after'
  const id = way === 'before' ? before : after
  if (typeof id !== 'string' || !isPublicId(id)) return null
  const content = await Content.query()
    .where('public_id', id)
    .where('partner_id', partner.id)
    .first()
  return content ? { way, id: content.id } : null
}

/** Inner ids of those with a message that was not read, or a decision of which nobody has opened the notice. */
async function unreadContents(
  { id }: Partner,
  rows: { id: number; public_id: string }[]
): Promise<Set<number>> {
  if (rows.length === 0) return new Set()
  const reader = { kind: 'partner', id } as const
  const unread = await unreadThreads(
    rows.map((row) => Number(row.id)),
    reader
  )
  const decided = await unreadPaths(
    reader,
    'approvals.decided',
    rows.map((row) => `/contents/${row.public_id}`)
  )
  for (const row of rows) if (decided.has(`/contents/${row.public_id}`)) unread.add(Number(row.id))
  return unread
}

function lineOf(row: any, isUnread: boolean): ContentLine {
  return {
    id: row.id,
    publicId: row.public_id,
    name: row.name,
    summary: row.summary,
    categoryKey: row.key,
    category: row.key ? { id: row.name_id, en: row.name_en } : null,
    price: row.price,
    paymentKind: row.payment_kind,
    savedAt: row.saved_at,
    submittedAt: row.submitted_at,
    number: row.number,
    status: row.shown_status,
    isUnread,
  }
}
