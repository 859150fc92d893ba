import { judgeTestPurchases } from '#approvals/actions/judge_test_purchase'
import { versionsAwaitingFab } from '#approvals/queries/versions_awaiting_fab'

/**
 * Judges every version that waits for FAB. What happens is judged when it happens; this finds what no event told of, as a purchase
 * whose buyer was bound to the partner only afterwards.
 */
export async function judgeAllTestPurchases(pageSize = 200): Promise<void> {
  for (let after = 0; ;) {
    const page = await versionsAwaitingFab(after, pageSize)
    for (const { versionId } of page) await judgeTestPurchases(versionId)
    if (page.length < pageSize) return
    after = page.at(-1)!.roundId
  }
}
