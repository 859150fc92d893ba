import { EventEmitter } from 'node:events'
import type { Trx } from '#shared/database/main'
import { clock } from '#shared/clock'
import { publicId } from '#shared/public_id'
import type { DateTime } from 'luxon'

/** What an outbox row asks for. Payloads hold ids and facts, never a secret. */
export interface OutboxMessage {
  /** Which handler: `mail`, `forwarding.deliver`, `pks.seal`, … */
  kind: string
  payload: Record<string, unknown>
  /** Same key, same row: the second `enqueue` is a no-op. */
  dedupeKey?: string
  /** Not before this instant; now when absent. */
  runAt?: DateTime
}

const wakeUps = new EventEmitter()

/**
 * Writes a message in the caller's business transaction: it leaves if and only if that commits.
 * Delivered at least once; the row's public id is stable over attempts (a `Message-ID`, an idempotency key).
 */
export async function enqueue(trx: Trx, message: OutboxMessage): Promise<void> {
  const now = clock.now().toMillis()
  await trx
    .insertQuery()
    .table('outbox')
    .insert({
      public_id: publicId(),
      kind: message.kind,
      payload: JSON.stringify(message.payload),
      dedupe_key: message.dedupeKey ?? null,
      status: 'pending',
      attempts: 0,
      run_at: message.runAt?.toMillis() ?? now,
      created_at: now,
    })
    .knexQuery.onConflict('dedupe_key')
    .ignore()
  trx.after('commit', () => void wakeUps.emit('wake'))
}

/** Calls `listener` when a message was committed in this process. Returns the way to stop. */
export function onWake(listener: () => void): () => void {
  wakeUps.on('wake', listener)
  return () => wakeUps.off('wake', listener)
}
