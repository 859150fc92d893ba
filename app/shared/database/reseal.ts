import encryption from '@adonisjs/core/services/encryption'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#shared/clock'
import { sealedTables, type SealedColumn } from './columns.js'
import { transaction, type Trx } from './main.js'

/** What is known of one table after a run, or a look. */
export interface SealReport {
  table: string
  /** Rows that were looked at. */
  rows: number
  /** Values that are sealed with a former key: made anew by a run, still there after a look. */
  former: number
  /** Values that no key opens: left as they are, `table.column` and the row's inner id. */
  unreadable: string[]
}

type Row = Record<string, unknown> & { id: number }

/** The first of these a run keeps in its report: enough to see what is wrong. */
const NAMED = 100

/** How the newest key is called in the database: tells nothing of it. */
const keyMark = () => encryption.use('newest').blindIndex('newest', 'sealings.key_mark')

/**
 * Seals anew, with the newest key, whatever a former one sealed (R2.5). A batch and the note of how far it came are one
 * transaction, so a run that is killed is gone on with by the next; meanwhile every key of the ring opens. Run it when
 * no process seals with the former key any more.
 *
 * @param batch rows a transaction
 * @param onBatch told after each
 * @param within in the transaction of each batch that changed something: how many values of which table
 */
export async function reseal(
  batch: number,
  onBatch: (table: string, upTo: number) => void = () => {},
  within: (trx: Trx, table: string, values: number) => Promise<void> = async () => {}
): Promise<SealReport[]> {
  const reports: SealReport[] = []
  for (const [table, columns] of sealedTables()) {
    const report: SealReport = { table, rows: 0, former: 0, unreadable: [] }
    for (let upTo = await progressOf(table); ;) {
      const last = await transaction(async (trx) => {
        const before = report.former
        const reached = await resealBatch(trx, columns, upTo, batch, report)
        if (report.former > before) await within(trx, table, report.former - before)
        return reached
      })
      if (last === null) break
      upTo = last
      onBatch(table, upTo)
    }
    reports.push(report)
  }
  return reports
}

/** Looks at every sealed value and changes none. */
export async function inspectSeals(batch: number): Promise<SealReport[]> {
  const reports: SealReport[] = []
  for (const [table, columns] of sealedTables()) {
    const report: SealReport = { table, rows: 0, former: 0, unreadable: [] }
    for (let upTo = 0; ;) {
      const rows = await rowsAfter(db.from(table), columns, upTo, batch)
      for (const row of rows) report.former += judge(row, columns, report).length
      const last = rows.at(-1)
      if (!last) break
      upTo = last.id
    }
    reports.push(report)
  }
  return reports
}

/** @returns how far the batch came; null when there was nothing left */
async function resealBatch(
  trx: Trx,
  columns: readonly SealedColumn[],
  after: number,
  batch: number,
  report: SealReport
): Promise<number | null> {
  const { table } = report
  const rows = await rowsAfter(trx.from(table).forUpdate(), columns, after, batch)
  for (const row of rows) {
    const values: Record<string, string> = {}
    for (const { column, purpose, follow, plain } of judge(row, columns, report)) {
      values[column] = encryption.encrypt(plain, { purpose })
      Object.assign(values, follow?.(plain, row))
      report.former++
    }
    if (Object.keys(values).length > 0) await trx.from(table).where('id', row.id).update(values)
  }
  const last = rows.at(-1)
  if (!last) return null
  await noteProgress(trx, table, last.id)
  return last.id
}

/** The values of a row that a former key sealed, opened. */
function judge(row: Row, columns: readonly SealedColumn[], report: SealReport) {
  report.rows++
  return columns.flatMap((sealed) => {
    const value = row[sealed.column]
    if (typeof value !== 'string' || value === '') return []
    if (encryption.use('newest').decrypt(value, sealed.purpose) !== null) return []
    const plain = encryption.decrypt<string>(value, sealed.purpose)
    if (plain !== null) return [{ ...sealed, plain }]
    if (report.unreadable.length < NAMED) report.unreadable.push(`${sealed.purpose} ${row.id}`)
    return []
  })
}

/** Whole rows only where another column is made from a sealed one. */
function rowsAfter(
  query: ReturnType<Trx['from']>,
  columns: readonly SealedColumn[],
  after: number,
  batch: number
): Promise<Row[]> {
  const wanted = columns.some(({ follow }) => follow)
    ? ['*']
    : ['id', ...columns.map(({ column }) => column)]
  return query
    .where('id', '>', after)
    .orderBy('id')
    .limit(batch)
    .select(...wanted)
}

/** Up to which row of a table everything is sealed with the newest key. */
async function progressOf(table: string): Promise<number> {
  const row = await db.from('sealings').where({ table_name: table, key_mark: keyMark() }).first()
  return Number(row?.last_id ?? 0)
}

async function noteProgress(trx: Trx, table: string, lastId: number): Promise<void> {
  const noted = { key_mark: keyMark(), last_id: lastId, updated_at: clock.now().toMillis() }
  await trx
    .insertQuery()
    .table('sealings')
    .insert({ table_name: table, ...noted })
    .knexQuery.onConflict('table_name')
    .merge(noted)
}
