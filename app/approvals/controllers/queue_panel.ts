import type { HttpContext } from '@adonisjs/core/http'
import { LANE_LABELS, LANES } from '#approvals/lanes'
import { lanesOf } from '#approvals/policies/lane_policy'
import { durationWords } from '#core/views/format'
import { colleaguesOf } from '#approvals/queries/colleagues'
import {
  COUNTED,
  countQueue,
  listQueue,
  QUEUE_FILTERS,
  TIME_FILTERS,
  type QueueFilter,
  type QueueItem,
  type QueueWish,
  type TimeFilter,
} from '#approvals/queries/queue'
import { ignoredFilters } from '#core/http/ignored_filters'
import { staffOf } from '#identity/viewer'

const FILTER_LABELS: Readonly<Record<QueueFilter, string>> = {
  all: 'approvals.queue.filter.all',
  free: 'approvals.queue.filter.free',
  mine: 'approvals.queue.filter.mine',
  partner: 'approvals.queue.filter.partner',
}

const TIME_LABELS: Readonly<Record<TimeFilter, string>> = {
  near: 'approvals.queue.time.near',
  late: 'approvals.queue.time.late',
}

const SLOGANS = {
  legal: 'approvals.queue.slogan.legal',
  qa: 'approvals.queue.slogan.qa',
  administrator: 'approvals.queue.slogan.administrator',
} as const

/** The part of the queue that an address asks for; what is not understood is left out. */
export function queueWish(ctx: HttpContext): QueueWish {
  const sent = (name: string) => ctx.request.input(name) as unknown
  const text = (name: string) => (typeof sent(name) === 'string' ? String(sent(name)) : null)
  return {
    filter: QUEUE_FILTERS.find((known) => known === sent('filter')) ?? 'all',
    lane: LANES.find((known) => known === sent('lane')) ?? null,
    time: TIME_FILTERS.find((known) => known === sent('time')) ?? null,
    after: text('after'),
    before: text('before'),
  }
}

/** The query by which an address keeps the part of the queue that is shown. */
export function queueSuffix(ctx: HttpContext): string {
  return suffixOf(queueWish(ctx))
}

/** The queue of a desk: chips, filters, a page of rounds, and what is done with several at once. */
export async function queuePanel(ctx: HttpContext, currentRound: string | null) {
  const staff = staffOf(ctx)
  const { t } = ctx
  const wish = queueWish(ctx)
  const { filter, lane, time } = wish
  const [page, counts] = [await listQueue(staff, wish), await countQueue(staff)]
  const lanes = lanesOf(staff.role)
  const colleagues = await colleaguesOf(staff)
  const here = (change: Partial<QueueWish>) => ctx.path('/queue') + suffixOf({ ...wish, ...change })
  const first = { after: null, before: null }
  const labelOf = (key: QueueFilter) =>
    t(FILTER_LABELS[key], { count: counts[key] > COUNTED ? `${COUNTED}+` : counts[key] })
  const laneChoices = lanes.map((value) => ({ value, label: t(LANE_LABELS[value]) }))
  const timeChoices = TIME_FILTERS.map((value) => ({ value, label: t(TIME_LABELS[value]) }))
  const any = { value: '', label: t('approvals.queue.any') }
  return {
    slogan: t(SLOGANS[staff.role as keyof typeof SLOGANS]),
    suffix: suffixOf(wish),
    ignored: ignoredFilters(ctx.request.qs(), [
      {
        name: 'filter',
        label: t('approvals.queue.title'),
        value: filter,
        options: QUEUE_FILTERS.map((value) => ({ value, label: labelOf(value) })),
      },
      {
        name: 'lane',
        label: t('approvals.queue.lane'),
        value: lane ?? '',
        options: [any, ...laneChoices],
      },
      {
        name: 'time',
        label: t('approvals.queue.left'),
        value: time ?? '',
        options: [any, ...timeChoices],
      },
    ]),
    chips: QUEUE_FILTERS.map((key) => ({
      label: labelOf(key),
      href: here({ ...first, filter: key }),
      current: key === filter,
    })),
    narrow: {
      filter,
      lane: lane ?? '',
      time: time ?? '',
      lanes: lanes.length > 1 ? [any, ...laneChoices] : [],
      times: [any, ...timeChoices],
      is_used: Boolean(lane || time),
      all_href: here({ ...first, lane: null, time: null }),
    },
    previous: page.before && here({ after: null, before: page.before }),
    next: page.after && here({ after: page.after, before: null }),
    items: page.items.map((item) => itemLine(ctx, item, suffixOf(wish), currentRound)),
    colleagues: colleagues.map(({ publicId, name }) => ({ value: publicId, label: name })),
    may_take: staff.role !== 'administrator' && filter !== 'partner',
  }
}

function itemLine(ctx: HttpContext, item: QueueItem, suffix: string, current: string | null) {
  const { t } = ctx
  const { role } = staffOf(ctx)
  const duration = durationWords(item.leftMs, t)
  return {
    id: item.roundPublicId,
    href: ctx.path(`/queue/${item.roundPublicId}`) + suffix,
    name: item.name,
    company: role === 'legal' ? item.company : `${item.company} · ${t(LANE_LABELS[item.lane])}`,
    left: item.leftMs < 0 ? t('approvals.clock.late', { duration }) : duration,
    owner: ownerWords(ctx, item),
    used: item.used,
    tone: item.tone,
    unread: item.isUnread,
    current: item.roundPublicId === current,
  }
}

function ownerWords(ctx: HttpContext, { owner }: QueueItem): string {
  if (!owner) return ctx.t('approvals.queue.free')
  if (owner.isMe) return ctx.t('approvals.queue.taken_by_you')
  return ctx.t('approvals.queue.taken_by', { name: owner.name })
}

function suffixOf({ filter, lane, time, after, before }: QueueWish): string {
  const query = new URLSearchParams()
  if (filter !== 'all') query.set('filter', filter)
  if (lane) query.set('lane', lane)
  if (time) query.set('time', time)
  if (before) query.set('before', before)
  else if (after) query.set('after', after)
  const text = query.toString()
  return text && `?${text}`
}
