import { createHash } from 'node:crypto'
import type { Trx } from '#shared/database/main'

/** A record as the database keeps it: instants in milliseconds, documents as text. */
export type Row = Record<string, string | number | null>

const AT_ONCE = 100

/** Inserts rows of one shape by the hundred: made-up data comes in quantities that a model would be slow for. */
export async function insertRows(trx: Trx, table: string, rows: readonly Row[]): Promise<void> {
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    await trx.table(table).multiInsert(rows.slice(from, from + AT_ONCE))
  }
}

/** Inner ids by public id, of rows that were just inserted. */
export async function innerIds(
  trx: Trx,
  table: string,
  records: readonly { publicId: string }[]
): Promise<Map<string, number>> {
  const ids = new Map<string, number>()
  for (let from = 0; from < records.length; from += 500) {
    const publicIds = records.slice(from, from + 500).map(({ publicId }) => publicId)
    const rows = await trx.from(table).whereIn('public_id', publicIds).select('id', 'public_id')
    for (const { id, public_id: publicId } of rows) ids.set(publicId, id)
  }
  return ids
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A public id that follows from a word: the same address and cover after every reset. */
export function publicIdOf(word: string): string {
  const bytes = createHash('sha256').update(word).digest()
  return `01K9000000${[...bytes.subarray(0, 16)].map((byte) => CROCKFORD[byte & 31]).join('')}`
}
