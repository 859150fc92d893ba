import db from '@adonisjs/lucid/services/db'
import type { Rupiah } from '#shared/money'
import VoucherBatch from '#vouchers/models/voucher_batch'

export interface BatchReport {
  batch: VoucherBatch
  /** All that was issued. */
  issued: Rupiah
  /** Taken by orders, with what was gone because a voucher keeps no rest. */
  spent: Rupiah
  /** What was left on those that expired. */
  lapsed: Rupiah
  /** What was left on those that were made void. */
  voided: Rupiah
  /** What holders of vouchers can still pay with. */
  open: Rupiah
  /** How many have paid something. */
  used: number
}

const SUMS = `SUM(amount) AS issued, SUM(spent) AS spent, SUM(lapsed) AS lapsed,
  SUM(CASE WHEN voided_at IS NULL THEN 0 ELSE amount - spent - lapsed END) AS voided,
  SUM(CASE WHEN spent > 0 THEN 1 ELSE 0 END) AS used`

/** What became of each batch, the newest first. */
export async function reportBatches(): Promise<BatchReport[]> {
  const batches = await VoucherBatch.query().orderBy('id', 'desc').limit(500)
  const ids = batches.map(({ id }) => id)
  const rows = await db
    .from('vouchers')
    .whereIn('batch_id', ids)
    .groupBy('batch_id')
    .select('batch_id', db.raw(SUMS))
  const byBatch = new Map(rows.map((row) => [Number(row.batch_id), row]))
  return batches.map((batch) => {
    const sum = (name: string) => Number(byBatch.get(batch.id)?.[name] ?? 0)
    const [issued, spent, lapsed, voided] = [
      sum('issued'),
      sum('spent'),
      sum('lapsed'),
      sum('voided'),
    ]
    const open = issued - spent - lapsed - voided
    return { batch, issued, spent, lapsed, voided, open, used: sum('used') }
  })
}
