import ContentVersion from '#catalogue/models/content_version'
import { enqueueMail } from '#core/mail/mail'
import { holdContentOf } from '#pks/actions/end_agreements'
import Agreement from '#pks/models/agreement'
import PksReply from '#pks/models/pks_reply'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'

/** Days without a reply after which the partner is reminded (R6.5). */
const REMINDERS_AFTER_DAYS = [3, 7] as const
const BATCH = 200

/** Reminds partners who have not answered yet. A schedule; safe to rerun. */
export async function remindPartners(): Promise<void> {
  for (const [index, days] of REMINDERS_AFTER_DAYS.entries()) {
    const due = await Agreement.query()
      .where('status', 'sent')
      .where('reminders', index)
      .where('sent_at', '<=', clock.now().minus({ days }).toMillis())
      // Whose reply is being checked, or was explained, has heard from us and knows what to do.
      .whereNotIn('id', (heard) =>
        heard
          .from('pks_replies')
          .whereNotNull('agreement_id')
          .where((told) =>
            told.whereIn('status', ['received', 'held']).orWhereNotNull('explained_at')
          )
          .select('agreement_id')
      )
      .limit(BATCH)
    for (const agreement of due) await remind(agreement, index)
  }
}

async function remind(agreement: Agreement, index: number): Promise<void> {
  await transaction(async (trx) => {
    const counted = await trx
      .from('agreements')
      .where('id', agreement.id)
      .where('status', 'sent')
      .where('reminders', index)
      .update({ reminders: index + 1 })
    if (Number(counted) !== 1) return
    await enqueueMail(
      trx,
      'pks.reminder',
      { agreementId: agreement.id },
      `pks.reminder:${agreement.publicId}:${index}`
    )
  })
}

/** Ends what nobody answered in thirty days; it can be issued anew (R6.5). A schedule; safe to rerun. */
export async function lapseAgreements(): Promise<void> {
  const due = await Agreement.query()
    .where('status', 'sent')
    .where('lapses_at', '<=', clock.now().toMillis())
    .limit(BATCH)
  for (const lapsing of due) {
    const { id } = lapsing
    await transaction(async (trx) => {
      await holdContentOf(lapsing, trx)
      const agreement = await Agreement.query({ client: trx })
        .where('id', id)
        .forUpdate()
        .firstOrFail()
      if (!agreement.awaitsReply) return
      // A reply that is still being decided came in time.
      const held = await PksReply.query({ client: trx })
        .where('agreement_id', id)
        .whereIn('status', ['received', 'held'])
        .first()
      if (held) return
      const at = clock.now()
      await agreement.lapse({ at, trx })
      const version = await ContentVersion.findOrFail(agreement.versionId, { client: trx })
      if (version.status === 'pks_sent') await version.lapsePks({ at, trx })
      await enqueueMail(trx, 'pks.lapsed', { agreementId: id }, `pks.lapsed:${agreement.publicId}`)
    })
  }
}

/** Has held replies judged again when their time has come. A schedule; safe to rerun. */
export async function retryHeldReplies(): Promise<void> {
  const due = await PksReply.query()
    .where('status', 'held')
    .where('retry_at', '<=', clock.now().toMillis())
    .limit(BATCH)
  for (const reply of due) {
    await transaction((trx) =>
      enqueue(trx, {
        kind: 'pks.judge',
        payload: { replyId: reply.id },
        dedupeKey: `pks.judge:${reply.publicId}:${reply.retryAt!.toMillis()}`,
      })
    )
  }
}
