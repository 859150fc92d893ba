import type TextDraft from '#catalogue/models/text_draft'
import { clock } from '#shared/clock'
import type { Trx } from '#shared/database/main'
import { publicId } from '#shared/public_id'

export interface WrittenText {
  textId: string
  textEn: string
  /** The revision that was on the page; 0 where there was no draft. */
  revision: number
}

/**
 * Writes the open draft of a kind, or begins one, in the caller's transaction.
 *
 * @returns the revision that it has now; null when somebody else wrote or decided meanwhile
 */
export async function saveTextDraft(
  trx: Trx,
  table: string,
  {
    draft,
    kind,
    by,
    text,
  }: { draft: TextDraft | null; kind: string; by: string; text: WrittenText }
): Promise<number | null> {
  const at = clock.now()
  const texts = { text_id: text.textId, text_en: text.textEn }
  const revision = text.revision + 1
  if (draft) {
    const writers = JSON.stringify([...new Set([...draft.writtenBy, by])])
    const values = { ...texts, revision, written_by: writers }
    // Written anew, it is no longer what was proposed.
    return (await draft.step(trx, 'open', { revision: text.revision, at, values }))
      ? revision
      : null
  }
  if (text.revision !== 0) return null
  const [row] = await trx
    .knexQuery()
    .insert({
      ...texts,
      public_id: publicId(),
      created_at: at.toMillis(),
      updated_at: at.toMillis(),
      kind,
      status: 'open',
      revision,
      written_by: JSON.stringify([by]),
    })
    .into(table)
    .onConflict()
    .ignore()
    .returning('id')
  return row ? revision : null
}
