import db from '@adonisjs/lucid/services/db'

/** Is there nothing yet that somebody made? */
export async function isEmptyDatabase(): Promise<boolean> {
  for (const table of ['partners', 'customers', 'staff']) {
    const rows = await db.from(table).select('id').limit(1)
    if (rows.length > 0) return false
  }
  return true
}

/** Was a demo begun whose end was never written? */
export async function isHalfMade(): Promise<boolean> {
  const marks = await db
    .from('audit_events')
    .whereIn('type', ['demo.begun', 'demo.finished'])
    .select('type')
  return marks.length === 1
}

/** Are there agreements whose documents have still to be made? */
export async function isUnfinished(): Promise<boolean> {
  const rows = await db
    .from('agreements')
    .whereNull('document_key')
    .whereNot('status', 'requested')
    .select('id')
    .limit(1)
  return rows.length > 0
}
