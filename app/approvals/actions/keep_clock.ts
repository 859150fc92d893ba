import type { DateTime } from 'luxon'
import { isPartners, nextTask, type LaneStatuses } from '#approvals/ball'
import ApprovalClock from '#approvals/models/approval_clock'
import ApprovalRound from '#approvals/models/approval_round'
import type { Lane } from '#approvals/lanes'
import type ContentVersion from '#catalogue/models/content_version'
import type { Trx } from '#shared/database/main'

/** Status of the newest round of each lane. */
export async function laneStatuses(versionId: number, trx: Trx): Promise<LaneStatuses> {
  const rounds = await ApprovalRound.latest(versionId, trx)
  return Object.fromEntries(
    (Object.entries(rounds) as [Lane, ApprovalRound][]).map(([lane, round]) => [lane, round.status])
  )
}

/**
 * Lets the clock stand or run as the ball lies after what has just happened, and ends it when approval is over (R1.1).
 * Every action of this area that moves a version or a round calls it last.
 */
export async function keepClock(
  version: ContentVersion,
  { at, trx }: { at: DateTime; trx: Trx }
): Promise<void> {
  const running = await ApprovalClock.of(version.id, trx)
  if (!running) return
  if (!version.isInApproval) return void (await running.end({ at, trx }))
  const isWithPartner = isPartners(nextTask(version.status, await laneStatuses(version.id, trx)))
  await (isWithPartner ? running.pause({ at, trx }) : running.resume({ at, trx }))
}
