import type { AuditActor } from '#audit/record'
import Content from '#catalogue/models/content'
import Agreement, { MAY_END } from '#pks/models/agreement'
import { clock } from '#shared/clock'
import type { Trx } from '#shared/database/main'

/**
 * A content is sold no longer: its agreement and what was to amend it end, in the caller's transaction, which holds the content. A
 * document that is under way is not sealed any more, and a reply to one that has left accepts nothing.
 */
export async function endAgreements(
  trx: Trx,
  content: Content,
  { reason, by }: { reason: 'content_withdrawn'; by: AuditActor }
): Promise<void> {
  const open = await Agreement.query({ client: trx })
    .where('content_id', content.id)
    .whereIn('status', [...MAY_END])
    .orderBy('id')
    .forUpdate()
  for (const agreement of open) await agreement.end({ at: clock.now(), trx, reason, by })
}

/**
 * Holds the content of an agreement until the transaction ends. Whoever changes both takes the content first, so that two never
 * wait for each other.
 */
export async function holdContentOf({ contentId }: Agreement, trx: Trx): Promise<void> {
  await Content.query({ client: trx }).where('id', contentId).forUpdate().firstOrFail()
}
