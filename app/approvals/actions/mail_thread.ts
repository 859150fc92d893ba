import ContentMessage, { type Side } from '#approvals/models/content_message'
import { inCharge } from '#approvals/queries/in_charge'
import { unreadThreads } from '#approvals/queries/thread'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import { enqueueMail } from '#core/mail/mail'
import Staff from '#identity/models/staff'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'

/**
 * Tells the other side by mail of everything that one side has written since the last mail; whoever has read it meanwhile gets none.
 * Safe to run again.
 *
 * @param from who wrote
 */
export function mailThread(contentId: number, from: Side): Promise<void> {
  return transaction(async (trx) => {
    const content = await Content.query({ client: trx })
      .where('id', contentId)
      .forUpdate()
      .firstOrFail()
    const fresh = await ContentMessage.query({ client: trx })
      .where({ contentId, authorKind: from })
      .whereNull('told_at')
      .orderBy('id')
    if (fresh.length === 0) return
    await ContentMessage.query({ client: trx })
      .whereIn(
        'id',
        fresh.map(({ id }) => id)
      )
      .update({ told_at: clock.now().toMillis() })
    const desk = from === 'partner' ? await deskOf(contentId, trx) : []
    const to =
      from === 'staff'
        ? [{ kind: 'partner' as const, id: content.partnerId }]
        : desk.map(({ id }) => ({ kind: 'staff' as const, id }))
    const first = fresh[0]!.id
    for (const reader of to) {
      const unread = await unreadThreads([contentId], reader, trx)
      if (!unread.has(contentId)) continue
      await enqueueMail(
        trx,
        from === 'staff' ? 'approvals.message_to_partner' : 'approvals.message_to_staff',
        { contentId, first, last: fresh.at(-1)!.id, staffId: reader.id },
        `approvals.message:${first}:${reader.kind}:${reader.id}`
      )
    }
  })
}

/** Who answers a partner: those who have claimed a round, else the desks whose rounds are open, else Legal and QA. */
async function deskOf(contentId: number, trx: Trx): Promise<Staff[]> {
  const version = await ContentVersion.newestOf(contentId, trx).firstOrFail()
  const { holders, desks } = await inCharge(version.id, trx)
  if (holders.length > 0) return holders
  if (desks.length > 0) return desks
  return Staff.query({ client: trx })
    .where('disabled', 0)
    .whereIn('role', ['legal', 'qa'])
    .orderBy('id')
}
