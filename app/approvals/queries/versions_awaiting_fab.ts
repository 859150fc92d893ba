import db from '@adonisjs/lucid/services/db'

/**
 * Versions in approval whose FAB has not passed and that have been bought in the development store since FAB was asked, a page of them in
 * the order of their rounds: whoever walks on from `after` to the end has seen them all.
 *
 * @param after inner id of the round at the end of the page before; 0 to begin
 */
export async function versionsAwaitingFab(
  after = 0,
  limit = 200
): Promise<{ roundId: number; versionId: number }[]> {
  const rows = await db
    .from('approval_rounds as r')
    .where('r.lane', 'qa_fab')
    // Of the newest rounds alone, while the version is in approval.
    .where('r.queue', 'partner')
    .where('r.id', '>', after)
    .whereExists((orders) =>
      orders
        .from('orders')
        .whereColumn('orders.version_id', 'r.version_id')
        .where('orders.environment', 'development')
        .where('orders.status', 'fulfilled')
        .whereRaw('orders.created_at > coalesce(r.decided_at, 0)')
    )
    .orderBy('r.id')
    .limit(limit)
    .select('r.id', 'r.version_id')
  return rows.map((row) => ({ roundId: Number(row.id), versionId: Number(row.version_id) }))
}
