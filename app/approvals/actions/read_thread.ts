import ContentMessage, { type Side } from '#approvals/models/content_message'
import { clock } from '#shared/clock'
import type { Trx } from '#shared/database/main'

const TABLE = 'content_thread_reads'

/** Marks that somebody has read a content's thread to its end. It only moves on. */
export async function readThread(
  trx: Trx,
  contentId: number,
  reader: { kind: Side; id: number }
): Promise<void> {
  const last = await ContentMessage.query({ client: trx })
    .where('content_id', contentId)
    .orderBy('id', 'desc')
    .first()
  if (!last) return
  await trx
    .insertQuery()
    .table(TABLE)
    .insert({
      content_id: contentId,
      reader_kind: reader.kind,
      reader_id: reader.id,
      message_id: last.id,
      at: clock.now().toMillis(),
    })
    .knexQuery.onConflict(['content_id', 'reader_kind', 'reader_id'])
    .merge(['message_id', 'at'])
    .where(`${TABLE}.message_id`, '<', last.id)
}
