import type { Lane } from '#approvals/lanes'
import type { RoundStatus } from '#approvals/models/approval_round'
import type { VersionStatus } from '#catalogue/models/content_version'

/** Status of the newest round of each lane. */
export type LaneStatuses = Partial<Record<Lane, RoundStatus>>

/** The statuses of the newest rounds. */
export function statusesOf(rounds: Partial<Record<Lane, { status: RoundStatus }>>): LaneStatuses {
  return Object.fromEntries(Object.entries(rounds).map(([lane, { status }]) => [lane, status]))
}

/** What is to be done next, and so who holds the ball (R5.1). */
export type NextTask =
  /** partner */
  | 'finish_draft'
  | 'correct'
  | 'buy_test'
  | 'mend_integration'
  | 'ask_retest'
  | 'reply_pks'
  /** operator */
  | 'review'
  | 'issue_pks'
  /** nobody: it is on sale, or has ended */
  | 'none'

const PARTNERS_TASKS: readonly NextTask[] = [
  'finish_draft',
  'correct',
  'buy_test',
  'mend_integration',
  'ask_retest',
  'reply_pks',
]

/**
 * The next step of a version. While the partner holds the ball the 14-day clock stands: from a correction or a FAB refusal
 * until the partner resubmits or asks for the retest, and, before the first passing purchase, once the other parts are decided (R1.1).
 *
 * @param hasNewerPass a passing purchase after FAB's refusal opens *Minta Uji Integrasi Ulang* (R5.4)
 */
export function nextTask(
  status: VersionStatus,
  lanes: LaneStatuses,
  hasNewerPass = false
): NextTask {
  switch (status) {
    case 'draft':
      return 'finish_draft'
    case 'needs_correction':
      return 'correct'
    case 'approved':
      return 'issue_pks'
    case 'pks_sent':
      return 'reply_pks'
    case 'published':
    case 'superseded':
    case 'refused':
    case 'withdrawn':
      return 'none'
    case 'submitted':
    case 'in_review':
      if (lanes.qa_fab === 'refused') return hasNewerPass ? 'ask_retest' : 'mend_integration'
      if (lanes.qa_fab === 'waiting' && isDecided(lanes.legal) && isDecided(lanes.qa_content))
        return 'buy_test'
      return 'review'
  }
}

/**
 * What the partner can do already while the other parts are being examined: both lanes can only finish once a purchase has passed
 * (R4.8). The clock runs on meanwhile, as the operator has work too.
 */
export function isTestPurchaseOpen(task: NextTask, lanes: LaneStatuses): boolean {
  return task === 'review' && lanes.qa_fab === 'waiting'
}

/** Does this step wait for the partner? */
export function isPartners(task: NextTask): boolean {
  return PARTNERS_TASKS.includes(task)
}

/** Have both lanes approved (R5.5)? */
export function areAllApproved(lanes: LaneStatuses): boolean {
  return (
    lanes.legal === 'approved' && lanes.qa_content === 'approved' && lanes.qa_fab === 'approved'
  )
}

function isDecided(status: RoundStatus | undefined): boolean {
  return status !== undefined && status !== 'open' && status !== 'waiting'
}
