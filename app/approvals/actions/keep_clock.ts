import type { DateTime } from 'luxon'
import { isPartners, nextTask, statusesOf } from '#approvals/ball'
import { placeInQueue } from '#approvals/actions/place_in_queue'
import ApprovalClock from '#approvals/models/approval_clock'
import ApprovalRound from '#approvals/models/approval_round'
import type ContentVersion from '#catalogue/models/content_version'
import type { Trx } from '#shared/database/main'

/**
 * Lets the clock stand or run as the ball lies after what has just happened, ends it when approval is over (R1.1), and puts the rounds
 * where they belong in the queues.
 * Every action of this area that moves a version or a round calls it last.
 */
export async function keepClock(
  version: ContentVersion,
  { at, trx }: { at: DateTime; trx: Trx }
): Promise<void> {
  const running = await ApprovalClock.of(version.id, trx)
  if (running) await turn(running, version, { at, trx })
  await placeInQueue(version, trx)
}

async function turn(
  running: ApprovalClock,
  version: ContentVersion,
  { at, trx }: { at: DateTime; trx: Trx }
): Promise<void> {
  if (!version.isInApproval) return void (await running.end({ at, trx }))
  const statuses = statusesOf(await ApprovalRound.latest(version.id, trx))
  const isWithPartner = isPartners(nextTask(version.status, statuses))
  await (isWithPartner ? running.pause({ at, trx }) : running.resume({ at, trx }))
}
