import db from '@adonisjs/lucid/services/db'
import { clock } from '#shared/clock'

/** What is done is of no use to anybody after so long. */
const KEEP_DONE_MS = 30 * 86_400_000

/** Forgets what was done long ago. A row with a key stays: it says that its message has been sent. */
export async function sweepOutbox(): Promise<void> {
  await db
    .from('outbox')
    .where('status', 'done')
    .whereNull('dedupe_key')
    .where('finished_at', '<', clock.now().toMillis() - KEEP_DONE_MS)
    .delete()
}
