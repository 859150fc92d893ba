import { DateTime } from 'luxon'
import type { Lane } from '#approvals/lanes'
import type ApprovalEvent from '#approvals/models/approval_event'
import type { EventKind } from '#approvals/models/approval_event'
import type ApprovalRound from '#approvals/models/approval_round'
import type { Milestone } from '#approvals/queries/milestones'
import { REASON_LABELS, type Reason } from '#approvals/reasons'
import type { Translate } from '#core/words'
import type { Language } from '#core/http/surfaces'
import { formatTime } from '#core/views/format'
import type { ReplyStatus } from '#pks/models/pks_reply'
import { DISPLAY_ZONE } from '#shared/clock'

const COLUMN: Readonly<Record<Lane, 0 | 1 | 2>> = { legal: 0, qa_content: 1, qa_fab: 2 }

/** What happened, in a few words; the second form is for a later round. */
const TITLES: Readonly<Record<EventKind, [string, string]>> = {
  submitted: ['approvals.event.submitted', 'approvals.event.submitted'],
  resubmitted: ['approvals.event.resubmitted', 'approvals.event.resubmitted'],
  claimed: ['approvals.event.claimed', 'approvals.event.claimed_again'],
  approved: ['approvals.event.approved', 'approvals.event.approved_again'],
  needs_correction: ['approvals.event.needs_correction', 'approvals.event.needs_correction_again'],
  refused: ['approvals.event.refused', 'approvals.event.refused_again'],
  reopened: ['approvals.event.reopened', 'approvals.event.reopened'],
  test_passed: ['approvals.event.test_passed', 'approvals.event.test_passed'],
  retest_requested: ['approvals.event.retest_requested', 'approvals.event.retest_requested'],
  urls_mended: ['approvals.event.urls_mended', 'approvals.event.urls_mended'],
  withdrawn: ['approvals.event.withdrawn', 'approvals.event.withdrawn'],
  completed: ['approvals.event.completed', 'approvals.event.completed'],
}

const VERDICTS: Partial<Record<EventKind, string>> = {
  approved: 'ok',
  test_passed: 'ok',
  needs_correction: 'hold',
  refused: 'bad',
  claimed: 'info',
  reopened: 'info',
}

const MILESTONES: Readonly<Record<Exclude<Milestone['kind'], 'pks_reply'>, string>> = {
  pks_sent: 'approvals.event.pks_sent',
  published: 'approvals.event.published',
  suspended: 'approvals.event.suspended',
  resumed: 'approvals.event.resumed',
  withdrawn: 'approvals.event.sale_ended',
}

/** What a reply has come to. */
const REPLIES: Readonly<Record<Exclude<ReplyStatus, 'ignored'>, string>> = {
  received: 'approvals.event.reply_held',
  held: 'approvals.event.reply_held',
  accepted: 'approvals.event.reply_accepted',
  rejected: 'approvals.event.reply_rejected',
  undecided: 'approvals.event.reply_undecided',
}

/** The examination and what followed it for `@!lanes`, newest first. */
export function storyOf(
  events: readonly ApprovalEvent[],
  milestones: readonly Milestone[],
  reader: { t: Translate; language: Language; traceHref: string | null }
) {
  const { t, language } = reader
  const followed = milestones.map((milestone) => ({
    ...whenOf(milestone.at, language),
    lane: null,
    verdict: 'idle',
    title:
      milestone.kind === 'pks_reply'
        ? t(REPLIES[milestone.status as keyof typeof REPLIES], { number: milestone.number })
        : t(MILESTONES[milestone.kind]),
    text: 'reason' in milestone ? milestone.reason : null,
    link: null,
  }))
  return [...followed, ...timelineOf(events, reader)].sort((a, b) => b.ms - a.ms)
}

function whenOf(at: DateTime, language: Language) {
  const shown = DateTime.fromMillis(at.toMillis()).setZone(DISPLAY_ZONE).setLocale(language)
  return {
    ms: at.toMillis(),
    iso: shown.toISO(),
    day: shown.toFormat('d LLL'),
    time: formatTime(shown, language),
  }
}

/** Events for `@!lanes`, newest first. */
export function timelineOf(
  events: readonly ApprovalEvent[],
  { t, language, traceHref }: { t: Translate; language: Language; traceHref: string | null }
) {
  return events.map((event) => {
    return {
      ...whenOf(event.at, language),
      lane: event.lane === null ? null : COLUMN[event.lane],
      verdict: VERDICTS[event.kind] ?? 'idle',
      title: titleOf(event, t),
      text: textOf(event, t),
      link:
        event.kind === 'test_passed' && traceHref
          ? { href: traceHref, label: t('approvals.event.open_trace') }
          : null,
    }
  })
}

/** Heads for `@!lanes`: each lane with its state, for the partner or for staff. */
export function laneHeads(
  rounds: Partial<Record<Lane, ApprovalRound>>,
  t: Translate,
  reader: 'partner' | 'staff'
) {
  const waiting =
    reader === 'partner' ? t('approvals.lane.waiting') : t('approvals.lane.waiting_partner')
  const state = (lane: Lane) => stateOf(rounds[lane], t, waiting)
  return [
    { group: t('approvals.lane.group_1'), title: t('approvals.lane.legal'), ...state('legal') },
    {
      group: t('approvals.lane.group_2'),
      title: t('approvals.lane.qa_content'),
      ...state('qa_content'),
    },
    { title: t('approvals.lane.qa_fab'), ...state('qa_fab') },
  ]
}

/** The state of one lane as a pill. FAB's refusal waits for the partner, as its first round does. */
function stateOf(round: ApprovalRound | undefined, t: Translate, waiting: string) {
  const pill = (verdict: string, symbol: string, label: string) => ({ verdict, symbol, label })
  const isFabRefused = round?.lane === 'qa_fab' && round.status === 'refused'
  const done = round?.status === 'approved'
  if (!round || round.status === 'void')
    return { done, pill: pill('idle', 'minus', t('approvals.lane.void')) }
  if (round.status === 'approved')
    return { done, pill: pill('ok', 'check', t('approvals.lane.approved')) }
  if (round.status === 'waiting' || isFabRefused)
    return { done, pill: pill('hold', 'hand', waiting) }
  if (round.status === 'needs_correction')
    return { done, pill: pill('hold', 'hand', t('approvals.lane.needs_correction')) }
  if (round.status === 'refused')
    return { done, pill: pill('bad', 'x', t('approvals.lane.refused')) }
  return round.claimedBy
    ? { done, pill: pill('info', 'loader', t('approvals.lane.claimed')) }
    : { done, pill: pill('idle', 'inbox', t('approvals.lane.open')) }
}

function titleOf({ kind, round, data }: ApprovalEvent, t: Translate): string {
  const [first, later] = TITLES[kind]
  return t((round ?? 1) > 1 ? later : first, { round: round ?? 1, order: data.orderNumber ?? '' })
}

function textOf({ kind, lane, data }: ApprovalEvent, t: Translate): string | null {
  switch (kind) {
    case 'submitted':
      return t('approvals.event.submitted_text')
    case 'resubmitted':
    case 'retest_requested':
      return t('approvals.event.clock_runs')
    case 'approved':
      return lane === 'legal'
        ? t('approvals.event.legal_approved_text')
        : t('approvals.event.qa_approved_text', { passed: data.passed ?? 0 })
    case 'needs_correction':
    case 'refused':
      return [data.reason ? t(REASON_LABELS[data.reason as Reason]) : null, data.instruction]
        .filter(Boolean)
        .join('. ')
    case 'test_passed':
      return typeof data.totalMs === 'number'
        ? t('approvals.event.test_passed_text', { ms: data.totalMs })
        : t('approvals.event.test_passed_plain')
    case 'completed':
      return t('approvals.event.completed_text')
    case 'reopened':
      return lane === 'legal'
        ? t('approvals.event.reopened_text')
        : t('approvals.event.fallen_text')
    case 'claimed':
    case 'urls_mended':
    case 'withdrawn':
      return null
  }
}
