import ApprovalEvent from '#approvals/models/approval_event'
import { standingsOf, type Standing } from '#approvals/queries/standing'
import { testPurchases, type PurchasePage } from '#approvals/queries/test_purchases'
import type { VersionSheet } from '#catalogue/queries/load_version'

/** Where a version stands: everything that its status page and the staff's desk tell of it (R5.1). */
export interface Progress extends VersionSheet, Standing {
  /** Newest first. */
  events: ApprovalEvent[]
  log: PurchasePage
}

/**
 * How far a version has come.
 *
 * @param olderThan number of the order from which on the log of purchases is shown; the newest when left out
 */
export async function progressOf(sheet: VersionSheet, olderThan?: string): Promise<Progress> {
  const { version } = sheet
  const [standing] = await standingsOf([version])
  const events = await ApprovalEvent.query()
    .where('version_id', version.id)
    .orderBy('id', 'desc')
    .limit(200)
  return { ...sheet, ...standing!, events, log: await testPurchases(version, olderThan) }
}
