import { nextTask, statusesOf, type NextTask } from '#approvals/ball'
import type { ClockReading } from '#approvals/clock'
import type { Lane } from '#approvals/lanes'
import ApprovalClock from '#approvals/models/approval_clock'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import {
  countsSince,
  newestPass,
  testPurchases,
  type TestPurchase,
} from '#approvals/queries/test_purchases'
import type { VersionSheet } from '#catalogue/queries/load_version'
import type { DateTime } from 'luxon'

/** Where a version stands: everything that its status page and the staff's desk tell of it (R5.1). */
export interface Progress extends VersionSheet {
  rounds: Partial<Record<Lane, ApprovalRound>>
  /** Newest first. */
  events: ApprovalEvent[]
  purchases: TestPurchase[]
  /** The purchase that opens *Minta Uji Integrasi Ulang*, after FAB's refusal. */
  newerPass: TestPurchase | null
  clock: ClockReading | null
  task: NextTask
  /** Since when the ball lies where it lies. */
  since: DateTime
}

/** How far a version has come. */
export async function progressOf(sheet: VersionSheet): Promise<Progress> {
  const { version } = sheet
  const rounds = await ApprovalRound.latest(version.id)
  const events = await ApprovalEvent.query()
    .where('version_id', version.id)
    .orderBy('id', 'desc')
    .limit(200)
  const purchases = version.status === 'draft' ? [] : await testPurchases(version)
  const refusedFab = rounds.qa_fab?.status === 'refused' ? rounds.qa_fab : null
  const newerPass = refusedFab
    ? newestPass(purchases, await countsSince(version, refusedFab))
    : null
  const running = await ApprovalClock.of(version.id)
  return {
    ...sheet,
    rounds,
    events,
    purchases,
    newerPass,
    clock: running?.read() ?? null,
    task: nextTask(version.status, statusesOf(rounds), newerPass !== null),
    since: running?.pausedAt ?? events[0]?.at ?? version.savedAt,
  }
}
