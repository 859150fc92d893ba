import db from '@adonisjs/lucid/services/db'
import type { DateTime } from 'luxon'

/** Fewer examinations say nothing of the next one. */
const ENOUGH = 5
/** Of the newest ones, at most so many, at most so old. */
const LOOKED_AT = 200
const DAYS = 365

export interface OperatorMedian {
  /** The operator's own time, from submit to the decision, without the partner's. */
  medianMs: number
  /** Of how many examinations. */
  count: number
}

/**
 * How long the operator has taken to examine a content, in the middle: of the newest examinations that ended with *disetujui* or Legal's
 * refusal (R1.1). Null while there are too few.
 */
export async function operatorMedian(now: DateTime): Promise<OperatorMedian | null> {
  const rows: { used: number | string }[] = await db
    .from('approval_clocks as clocks')
    .join('content_versions as versions', 'versions.id', 'clocks.version_id')
    .whereNotNull('clocks.ended_at')
    .where('clocks.ended_at', '>', now.minus({ days: DAYS }).toMillis())
    .where('clocks.ended_at', '<=', now.toMillis())
    .where((decided) =>
      decided.whereNotNull('versions.approved_at').orWhere('versions.status', 'refused')
    )
    .orderBy('clocks.ended_at', 'desc')
    .limit(LOOKED_AT)
    .select(db.raw('clocks.ended_at - clocks.started_at - clocks.paused_ms as used'))
  if (rows.length < ENOUGH) return null
  const used = rows.map((row) => Number(row.used)).sort((a, b) => a - b)
  const middle = used.length / 2
  const medianMs =
    used.length % 2 === 1
      ? used[Math.floor(middle)]!
      : Math.round((used[middle - 1]! + used[middle]!) / 2)
  return { medianMs, count: used.length }
}
