import db from '@adonisjs/lucid/services/db'
import type { DateTime } from 'luxon'
import { ESCALATIONS, leftAt } from '#approvals/escalation'

/** Versions whose clock runs and has come to a part of the fourteen days that nobody has been told of (R1.1). */
export async function clocksToEscalate(now: DateTime, limit = 200): Promise<number[]> {
  const found = []
  for (const [index, percent] of ESCALATIONS.entries()) {
    const rows = await db
      .from('approval_clocks')
      .whereNull('ended_at')
      .whereNull('paused_at')
      .where('escalated', ESCALATIONS[index - 1] ?? 0)
      .where('due_at', '<=', now.toMillis() + leftAt(percent))
      .orderBy('due_at')
      .limit(limit)
      .select('version_id')
    found.push(...rows.map((row) => Number(row.version_id)))
  }
  return found
}
