import db from '@adonisjs/lucid/services/db'
import { readClock, NEAR_THE_END, APPROVAL_TIME } from '#approvals/clock'
import type { Lane } from '#approvals/lanes'
import { lanesOf } from '#approvals/policies/lane_policy'
import type Staff from '#identity/models/staff'
import { clock } from '#shared/clock'
import { IN_APPROVAL } from '#catalogue/models/content_version'

export const QUEUE_FILTERS = ['all', 'mine', 'partner'] as const
export type QueueFilter = (typeof QUEUE_FILTERS)[number]

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
  owner: { isMe: boolean; name: string } | null
  /** The partner holds the ball: nothing to decide at this moment. */
  isWithPartner: boolean
}

/** A desk shows this many rounds; whoever has more waiting has other worries than the last of them. */
const SHOWN = 200

/**
 * The rounds of a desk that wait for somebody, the least time left first (R1.1). A round waits for staff when it is open and for
 * the partner when it asked for something or waits for a purchase.
 */
export async function listQueue(
  staff: Staff,
  filter: QueueFilter
): Promise<{ items: QueueItem[]; counts: Record<QueueFilter, number> }> {
  const now = clock.now().toMillis()
  const shown = waitingRounds(staff)
    .join('partners', 'partners.id', 'contents.partner_id')
    .join('approval_clocks as clocks', 'clocks.version_id', 'versions.id')
    .leftJoin('staff', 'staff.id', 'rounds.claimed_by')
  if (filter === 'partner') shown.whereNot('rounds.status', 'open')
  else shown.where('rounds.status', 'open')
  if (filter === 'mine') shown.where('rounds.claimed_by', staff.id)
  const [rows, counts] = await Promise.all([
    shown
      .select(
        'rounds.public_id',
        'rounds.lane',
        'rounds.number',
        'rounds.status',
        'rounds.claimed_by',
        'staff.name as claimed_by_name',
        'versions.name',
        'partners.company_name',
        'clocks.started_at',
        'clocks.paused_at',
        'clocks.paused_ms',
        'clocks.ended_at'
      )
      .orderByRaw('clocks.due_at - COALESCE(clocks.paused_at, ?)', [now])
      .orderBy('rounds.id')
      .limit(SHOWN),
    countQueue(staff),
  ])
  return { items: rows.map((row): QueueItem => itemOf(row, staff, now)), counts }
}

/** The newest round of each lane that has not come to its end. */
function waitingRounds(staff: Staff) {
  return db
    .from('approval_rounds as rounds')
    .join('content_versions as versions', 'versions.id', 'rounds.version_id')
    .join('contents', 'contents.id', 'versions.content_id')
    .whereIn('rounds.lane', lanesOf(staff.role))
    .whereIn('rounds.status', ['open', 'waiting', 'needs_correction', 'refused'])
    .whereIn('versions.status', [...IN_APPROVAL])
    .whereNotExists((newer) =>
      newer
        .from('approval_rounds as newer')
        .whereColumn('newer.version_id', 'rounds.version_id')
        .whereColumn('newer.lane', 'rounds.lane')
        .whereColumn('newer.number', '>', 'rounds.number')
    )
}

async function countQueue(staff: Staff): Promise<Record<QueueFilter, number>> {
  const rows = await waitingRounds(staff)
    .groupBy('rounds.status', 'rounds.claimed_by')
    .select('rounds.status', 'rounds.claimed_by')
    .count('* as count')
  const sum = (isMeant: (row: { status: string; claimed_by: number | null }) => boolean) =>
    rows.filter(isMeant).reduce((total, row) => total + Number(row.count), 0)
  return {
    all: sum(({ status }) => status === 'open'),
    mine: sum(({ status, claimed_by: owner }) => status === 'open' && owner === staff.id),
    partner: sum(({ status }) => status !== 'open'),
  }
}

function itemOf(row: any, staff: Staff, now: number): QueueItem {
  const reading = readClock(
    {
      startedAt: Number(row.started_at),
      endedAt: row.ended_at,
      pausedAt: row.paused_at,
      pausedMs: Number(row.paused_ms),
      pauses: [],
    },
    now
  )
  return {
    roundPublicId: row.public_id,
    lane: row.lane,
    round: row.number,
    name: row.name,
    company: row.company_name,
    leftMs: reading.leftMs,
    used: Math.max(0, Math.min(1, reading.usedMs / APPROVAL_TIME.toMillis())),
    tone: reading.isLate ? 'late' : reading.leftMs < NEAR_THE_END.toMillis() ? 'near' : null,
    owner: row.claimed_by ? { isMe: row.claimed_by === staff.id, name: row.claimed_by_name } : null,
    isWithPartner: row.status !== 'open',
  }
}
