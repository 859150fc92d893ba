import { isTestPurchaseOpen, statusesOf, type NextTask } from '#approvals/ball'
import { REASON_LABELS, type Reason } from '#approvals/reasons'
import type { Progress } from '#approvals/queries/progress'
import type { ContentStatus } from '#catalogue/status_labels'
import type { Translate } from '#core/words'
import type { Language } from '#core/http/surfaces'
import { formatDateTime } from '#core/views/format'
import type { DateTime } from 'luxon'

const TITLES: Readonly<Record<Exclude<NextTask, 'none'>, { title: string; text: string }>> = {
  finish_draft: {
    title: 'approvals.ball.finish_draft.title',
    text: 'approvals.ball.finish_draft.text',
  },
  correct: { title: 'approvals.ball.correct.title', text: 'approvals.ball.correct.text' },
  buy_test: { title: 'approvals.ball.buy_test.title', text: 'approvals.ball.buy_test.text' },
  mend_integration: {
    title: 'approvals.ball.mend_integration.title',
    text: 'approvals.ball.mend_integration.text',
  },
  ask_retest: { title: 'approvals.ball.ask_retest.title', text: 'approvals.ball.ask_retest.text' },
  reply_pks: { title: 'approvals.ball.reply_pks.title', text: 'approvals.ball.reply_pks.text' },
  review: { title: 'approvals.ball.review.title', text: 'approvals.ball.review.text' },
  issue_pks: { title: 'approvals.ball.issue_pks.title', text: 'approvals.ball.issue_pks.text' },
}

/** Both hold the ball: the partner for the test purchase, we for the rest. */
const EARLY = { title: 'approvals.ball.early.title', text: 'approvals.ball.early.text' }

const SALE_ENDED = {
  verdict: 'idle',
  title: 'approvals.ball.sale_ended.title',
  text: 'approvals.ball.sale_ended.text',
}

/** What a version says for itself when nobody has to act. */
const ENDS: Partial<Record<ContentStatus, { verdict: string; title: string; text: string }>> = {
  published: {
    verdict: 'ok',
    title: 'approvals.ball.published.title',
    text: 'approvals.ball.published.text',
  },
  superseded: {
    verdict: 'idle',
    title: 'approvals.ball.superseded.title',
    text: 'approvals.ball.superseded.text',
  },
  refused: {
    verdict: 'bad',
    title: 'approvals.ball.refused.title',
    text: 'approvals.ball.refused.text',
  },
  withdrawn: {
    verdict: 'idle',
    title: 'approvals.ball.withdrawn.title',
    text: 'approvals.ball.withdrawn.text',
  },
  suspended: {
    verdict: 'bad',
    title: 'approvals.ball.suspended.title',
    text: 'approvals.ball.suspended.text',
  },
}

/** Who must act, why, and what: the first thing on a status page (R5.1). */
export function ballPanel(
  progress: Progress,
  status: ContentStatus,
  t: Translate,
  language: Language
) {
  const { task, content, version, partner, newerPass } = progress
  const isOffSale = status === 'suspended' || status === 'withdrawn'
  const ended = content.withdrawnAt ? SALE_ENDED : ENDS[status]
  const end = isOffSale || task === 'none' ? ended : undefined
  const time = formatDateTime(sinceWhen(progress, status), language)
  if (end) {
    return {
      verdict: end.verdict,
      who: t('approvals.ball.since', { time }),
      title: t(end.title, { name: version.name }),
      text: t(end.text, { name: version.name }),
      asked: [],
    }
  }
  const isEarly = isTestPurchaseOpen(task, statusesOf(progress.rounds))
  const words = isEarly ? EARLY : TITLES[task as Exclude<NextTask, 'none'>]
  return {
    verdict: null,
    who: t(holderOf(progress), { time }),
    title: t(words.title, { name: version.name }),
    text: t(words.text, {
      name: version.name,
      email: partner.email,
      order: newerPass?.number ?? '',
    }),
    asked: askedOf(progress, t),
    early: isEarly,
    yours: isEarly || !isOurs(task),
  }
}

/** Since when the state that is shown lasts: the sale's own times, where it has begun or ended, else the ball's. */
function sinceWhen({ content, version, since }: Progress, status: ContentStatus): DateTime {
  if (status === 'withdrawn') return content.withdrawnAt ?? since
  if (status === 'suspended') return content.suspendedAt ?? since
  return status === 'published' ? (version.publishedAt ?? since) : since
}

function isOurs(task: NextTask): boolean {
  return task === 'review' || task === 'issue_pks'
}

function holderOf({ task, rounds }: Progress): string {
  if (task === 'issue_pks') return 'approvals.ball.operator'
  if (task !== 'review') return 'approvals.ball.yours'
  const isLegal = rounds.legal?.status === 'open'
  const isQa = rounds.qa_content?.status === 'open' || rounds.qa_fab?.status === 'open'
  if (isTestPurchaseOpen(task, statusesOf(rounds))) {
    if (isLegal && isQa) return 'approvals.ball.early.with_both'
    return isLegal ? 'approvals.ball.early.with_legal' : 'approvals.ball.early.with_qa'
  }
  if (isLegal && isQa) return 'approvals.ball.both'
  return isLegal ? 'approvals.ball.legal' : 'approvals.ball.qa'
}

/** What the lanes ask for, in their own words. */
function askedOf({ task, rounds }: Progress, t: Translate) {
  const wanted =
    task === 'correct'
      ? [rounds.legal, rounds.qa_content]
      : task === 'mend_integration'
        ? [rounds.qa_fab]
        : []
  return wanted.flatMap((round) =>
    round && (round.status === 'needs_correction' || round.status === 'refused')
      ? [
          {
            reason: round.reason ? t(REASON_LABELS[round.reason as Reason]) : '',
            instruction: round.instruction ?? '',
          },
        ]
      : []
  )
}
