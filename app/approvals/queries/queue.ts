import db from '@adonisjs/lucid/services/db'
import { APPROVAL_TIME, NEAR_THE_END } from '#approvals/clock'
import { LANES, type Lane } from '#approvals/lanes'
import { lanesOf } from '#approvals/policies/lane_policy'
import { unreadThreads } from '#approvals/queries/thread'
import { clock } from '#shared/clock'
import type Staff from '#identity/models/staff'

export const QUEUE_FILTERS = ['all', 'free', 'mine', 'partner'] as const
export type QueueFilter = (typeof QUEUE_FILTERS)[number]

export const TIME_FILTERS = ['near', 'late'] as const
export type TimeFilter = (typeof TIME_FILTERS)[number]

/** What a desk looks at of its queue. */
export interface QueueWish {
  filter: QueueFilter
  /** One of the lanes of the desk; null for all of them. */
  lane?: Lane | null
  /** Less than three days left, or none; null for any. */
  time?: TimeFilter | null
  /** Edge of the page that was shown, as {@link QueuePage} gave it. */
  after?: string | null
  before?: string | null
}

/** One round in the queue of a desk. */
export interface QueueItem {
  roundPublicId: string
  lane: Lane
  round: number
  name: string
  company: string
  leftMs: number
  /** Part of the fourteen days that is used up, 0 to 1. */
  used: number
  tone: 'near' | 'late' | null
  /** Whose it is, and since when (epoch milliseconds). */
  owner: { isMe: boolean; name: string; since: number } | null
  /** The partner holds the ball: nothing to decide at this moment. */
  isWithPartner: boolean
  /** The partner has written what this member of staff has not read. */
  isUnread: boolean
}

export interface QueuePage {
  items: QueueItem[]
  /** Edges to go on from; null at that end of the queue. */
  before: string | null
  after: string | null
}

const PAGE_SIZE = 25

/** Above it a number is not counted on: who has so many waiting needs no exact one. */
export const COUNTED = 99

/** The place of a round in the queue at an instant: what is left of the fourteen days, then its id. */
interface Edge {
  leftMs: number
  id: number
  /** The instant for which `leftMs` was read; what is left runs on from there. */
  at: number
}

interface Place {
  id: number
  leftMs: number
}

/**
 * The rounds of a desk that wait for somebody, the least time left first (R1.1). A round waits for staff when it is open and for
 * the partner when it asked for something or waits for a purchase.
 *
 * Keyset: of each lane the rounds whose clock runs stand in an index by when their time runs out, those whose clock stands in another
 * by what is left of it; the page is merged from the heads of these rows.
 */
export async function listQueue(staff: Staff, wish: QueueWish): Promise<QueuePage> {
  const now = clock.now().toMillis()
  const isBack = Boolean(wish.before)
  const edge = readEdge(wish.before ?? wish.after ?? null, now)
  const at = edge?.at ?? now
  const lanes = lanesOf(staff.role).filter((lane) => !wish.lane || lane === wish.lane)
  const heads = await headsOf(lanes, staff, wish, { edge, at, isBack })
  const sign = isBack ? -1 : 1
  const places = heads.sort((a, b) => sign * (a.leftMs - b.leftMs || a.id - b.id))
  const hasMore = places.length > PAGE_SIZE
  const shown = places.slice(0, PAGE_SIZE)
  if (isBack) shown.reverse()
  const edgeOf = (place: Place | undefined) => (place ? `${place.leftMs}_${place.id}_${at}` : null)
  const [first, last] = [edgeOf(shown[0]), edgeOf(shown.at(-1))]
  return {
    items: await itemsOf(shown, staff, { at, now }),
    before: isBack ? (hasMore ? first : null) : edge ? first : null,
    after: isBack || hasMore ? last : null,
  }
}

/** How many rounds each filter shows, counted up to one more than {@link COUNTED}. */
export async function countQueue(staff: Staff): Promise<Record<QueueFilter, number>> {
  const lanes = lanesOf(staff.role)
  const counts = await Promise.all(
    QUEUE_FILTERS.map(async (filter) => {
      // Lane by lane, clock by clock and in the order of the page itself: else PostgreSQL, where a lane has none, looks for them in all rounds.
      const heads = lanes.flatMap((lane) =>
        ['queue_due_at', 'queue_left_ms'].map((column) => {
          const head = narrowed(db.from('approval_rounds'), staff, { filter })
            .where('lane', lane)
            .whereNotNull(column)
            .orderBy([column, 'id'])
            .limit(COUNTED + 1)
          return db.from(head.select('id').as('head')).select('id')
        })
      )
      const [first, ...others] = heads
      const some = first.unionAll(others).limit(COUNTED + 1)
      const [row] = await db.from(some.as('some')).count('* as count')
      return [filter, Number(row.count)] as const
    })
  )
  return Object.fromEntries(counts) as Record<QueueFilter, number>
}

type Rows = ReturnType<typeof db.from>

function narrowed(rows: Rows, staff: Staff, { filter }: Pick<QueueWish, 'filter'>): Rows {
  rows.where('queue', filter === 'partner' ? 'partner' : 'staff')
  if (filter === 'mine') rows.where('claimed_by', staff.id)
  if (filter === 'free') rows.whereNull('claimed_by')
  return rows
}

/** The first of each lane and each kind of clock: enough of them to make a page whichever way they mix. */
async function headsOf(
  lanes: readonly Lane[],
  staff: Staff,
  wish: QueueWish,
  { edge, at, isBack }: { edge: Edge | null; at: number; isBack: boolean }
): Promise<Place[]> {
  const limitMs = wish.time === 'late' ? 0 : wish.time === 'near' ? NEAR_THE_END.toMillis() : null
  const queries = lanes.flatMap((lane) =>
    [
      { column: 'queue_due_at', offset: at },
      { column: 'queue_left_ms', offset: 0 },
    ].map(async ({ column, offset }) => {
      const rows = narrowed(db.from('approval_rounds'), staff, wish)
        .where('lane', lane)
        .whereNotNull(column)
        .orderBy(column, isBack ? 'desc' : 'asc')
        .orderBy('id', isBack ? 'desc' : 'asc')
        .limit(PAGE_SIZE + 1)
      if (edge)
        rows.whereRaw(`(${column}, id) ${isBack ? '<' : '>'} (?, ?)`, [
          edge.leftMs + offset,
          edge.id,
        ])
      if (limitMs !== null) rows.where(column, '<', limitMs + offset)
      const found: Record<string, number>[] = await rows.select('id', column)
      return found.map((row) => ({ id: Number(row.id), leftMs: Number(row[column]) - offset }))
    })
  )
  const heads = await Promise.all(queries)
  return heads.flat()
}

async function itemsOf(
  places: readonly Place[],
  staff: Staff,
  { at, now }: { at: number; now: number }
): Promise<QueueItem[]> {
  const rows = await db
    .from('approval_rounds as rounds')
    .join('content_versions as versions', 'versions.id', 'rounds.version_id')
    .join('contents', 'contents.id', 'versions.content_id')
    .join('partners', 'partners.id', 'contents.partner_id')
    .leftJoin('staff', 'staff.id', 'rounds.claimed_by')
    .whereIn(
      'rounds.id',
      places.map(({ id }) => id)
    )
    .select(
      'rounds.id',
      'rounds.public_id',
      'rounds.lane',
      'rounds.number',
      'rounds.queue',
      'rounds.queue_due_at',
      'rounds.claimed_by',
      'rounds.claimed_at',
      'versions.content_id',
      'staff.name as claimed_by_name',
      'versions.name',
      'partners.company_name'
    )
  const byId = new Map(rows.map((row) => [Number(row.id), row]))
  const unread = await unreadThreads(
    rows.map((row) => Number(row.content_id)),
    { kind: 'staff', id: staff.id }
  )
  return places.flatMap(({ id, leftMs }) => {
    const row = byId.get(id)
    // What was read for an earlier page has gone on since, unless its clock stands.
    if (!row) return []
    const left = row.queue_due_at === null ? leftMs : leftMs - (now - at)
    return [{ ...itemOf(row, left, staff), isUnread: unread.has(Number(row.content_id)) }]
  })
}

function itemOf(row: any, leftMs: number, staff: Staff): Omit<QueueItem, 'isUnread'> {
  const allowed = APPROVAL_TIME.toMillis()
  return {
    roundPublicId: row.public_id,
    lane: LANES.find((lane) => lane === row.lane)!,
    round: row.number,
    name: row.name,
    company: row.company_name,
    leftMs,
    used: Math.max(0, Math.min(1, (allowed - leftMs) / allowed)),
    tone: leftMs < 0 ? 'late' : leftMs < NEAR_THE_END.toMillis() ? 'near' : null,
    owner: row.claimed_by
      ? {
          isMe: row.claimed_by === staff.id,
          name: row.claimed_by_name,
          since: Number(row.claimed_at),
        }
      : null,
    isWithPartner: row.queue === 'partner',
  }
}

/** An edge as an address carries it; null for anything else, and for one of a time to come. */
function readEdge(text: string | null, now: number): Edge | null {
  const [, leftMs, id, at] = /^(-?\d{1,15})_(\d{1,15})_(\d{1,15})$/.exec(text ?? '') ?? []
  if (!at || Number(at) > now) return null
  return { leftMs: Number(leftMs), id: Number(id), at: Number(at) }
}
