import { neverSubmitted } from '#catalogue/queries/never_submitted'
import type Partner from '#partners/models/partner'
import type { Trx } from '#shared/database/main'

/** What was written about contents that were never submitted goes with them; there is no decision that it belongs to. */
export async function eraseMessages(trx: Trx, partner: Partner): Promise<void> {
  const contents = await neverSubmitted(trx, partner.id)
  for (const table of ['content_thread_reads', 'content_messages', 'staff_notes'])
    await trx.from(table).whereIn('content_id', contents).delete()
}
