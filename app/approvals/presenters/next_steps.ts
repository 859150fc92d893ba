import type { DocumentNeeded } from '#approvals/queries/document_needed'
import type { Progress } from '#approvals/queries/progress'
import type { Translate } from '#core/words'

const BEFORE_APPROVAL = [
  'finish_draft',
  'review',
  'correct',
  'buy_test',
  'mend_integration',
  'ask_retest',
]
const AGAIN = ['ask_retest', 'mend_integration']

/** *Sesudah ini*: what lies between a version and its sale, from where it stands. */
export function nextSteps(
  { task }: Progress,
  { document, name, email }: { document: DocumentNeeded; name: string; email: string },
  t: Translate
): string[] {
  const steps: string[] = []
  if (task === 'finish_draft') steps.push(t('approvals.next.submit'))
  if (BEFORE_APPROVAL.includes(String(task)))
    steps.push(t(AGAIN.includes(String(task)) ? 'approvals.next.retest' : 'approvals.next.review'))
  if (document === 'none') return [...steps, t('approvals.next.live_unsigned', { name })]
  const isAddendum = document === 'addendum'
  if (task !== 'reply_pks') {
    steps.push(
      isAddendum
        ? t('approvals.next.approved_addendum', { email })
        : t('approvals.next.approved', { email })
    )
  }
  const live = isAddendum
    ? t('approvals.next.live_addendum', { name })
    : t('approvals.next.live', { name })
  return [...steps, t('approvals.next.reply'), live]
}
