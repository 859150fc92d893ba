import db from '@adonisjs/lucid/services/db'
import { IN_APPROVAL } from '#catalogue/models/content_version'

/** Versions in approval whose FAB has not passed and that have been bought in the development store. */
export async function versionsAwaitingFab(limit = 200): Promise<number[]> {
  const rows = await db
    .from('approval_rounds')
    .join('content_versions', 'content_versions.id', 'approval_rounds.version_id')
    .where('approval_rounds.lane', 'qa_fab')
    .whereIn('approval_rounds.status', ['waiting', 'refused'])
    .whereIn('content_versions.status', [...IN_APPROVAL])
    .whereExists((orders) =>
      orders
        .from('orders')
        .whereColumn('orders.version_id', 'content_versions.id')
        .where('orders.environment', 'development')
        .where('orders.status', 'fulfilled')
    )
    .distinct('approval_rounds.version_id')
    .limit(limit)
  return rows.map((row) => Number(row.version_id))
}
