import { queueOf } from '#approvals/course'
import ApprovalClock from '#approvals/models/approval_clock'
import ApprovalRound from '#approvals/models/approval_round'
import type ContentVersion from '#catalogue/models/content_version'
import type { Trx } from '#shared/database/main'

/**
 * Writes where the rounds of a version stand in the queues, so that a queue is read in order and never sorted: by when the time runs out
 * while the clock runs, by what is left of it while it stands (R1.1).
 */
export async function placeInQueue(
  version: Pick<ContentVersion, 'id' | 'status'>,
  trx: Trx
): Promise<void> {
  const running = await ApprovalClock.of(version.id, trx)
  const stoodAt = running && (running.endedAt ?? running.pausedAt)
  const due = running?.dueAt.toMillis() ?? null
  const place = {
    queue_due_at: stoodAt ? null : due,
    queue_left_ms: stoodAt && due !== null ? due - stoodAt.toMillis() : null,
  }
  const nowhere = { queue: null, queue_due_at: null, queue_left_ms: null }
  const latest = Object.values(await ApprovalRound.latest(version.id, trx))
  await trx
    .from(ApprovalRound.table)
    .where('version_id', version.id)
    .whereNotNull('queue')
    .whereNotIn(
      'id',
      latest.map(({ id }) => id)
    )
    .update(nowhere)
  for (const { id, status } of latest) {
    const queue = queueOf(version.status, status)
    const at = trx.from(ApprovalRound.table).where('id', id)
    await at.update(queue ? { queue, ...place } : nowhere)
  }
}
