import { createHash } from 'node:crypto'
import { audit } from '#audit/record'
import { readEnvelope } from '#pki/judge'
import { requireRoom } from '#pks/actions/sweep_replies'
import PksReply, { FOR_NONE } from '#pks/models/pks_reply'
import { findAnswered } from '#pks/queries/judgement_basis'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { publicId } from '#shared/public_id'
import { put } from '#storage/main'

/** Which way a reply came: a plug-in of the inbound mail port, or the form on the page of the PKS. */
export type ReplySource = 'smtp' | 'imap' | 'file' | 'upload'

/**
 * Keeps a mail that came in, and has it judged (outbox kind `pks.judge`). When this returns, the raw bytes and their row are
 * on the disk, so a mail server may be told so. The same bytes again, for the same PKS, are the same reply: what somebody uploaded on a page
 * of another PKS stands in nobody's way. Which PKS a mail answers is looked up now, so that none lapses while its reply waits. Rejects with `NoRoom` of `#inbound_mail/contract`
 * when the disk is nearly full, or holds enough of what answers no PKS.
 *
 * @param options.agreementId inner id of the PKS on whose page the mail was uploaded
 */
export async function receiveReply(
  raw: Buffer,
  source: ReplySource,
  options: { agreementId?: number } = {}
): Promise<PksReply> {
  const sha256 = createHash('sha256').update(raw).digest('hex')
  const envelope = readEnvelope(raw)
  const answered =
    options.agreementId || envelope.automatic ? null : await findAnswered(envelope, null)
  const answers = options.agreementId ?? answered?.id ?? null
  const identity = { rawSha256: sha256, receivedFor: answers ?? FOR_NONE }
  const known = await PksReply.query().where(identity).first()
  // Its mail was of no use, and would only be kept once more.
  if (known?.rawRemovedAt) return known
  if (!options.agreementId) await requireRoom(raw)
  const rawKey = `pks/replies/${sha256.slice(0, 2)}/${sha256}.eml`
  await put(rawKey, raw)
  const at = clock.now().toMillis()
  return transaction(async (trx) => {
    const id = publicId()
    await trx
      .knexQuery()
      .insert({
        public_id: id,
        agreement_id: answers,
        received_for: identity.receivedFor,
        source,
        raw_key: rawKey,
        raw_sha256: sha256,
        size: raw.length,
        message_id: printable(envelope.messageId, 300),
        from_address: printable(envelope.from, 254),
        subject: printable(envelope.subject, 300),
        status: 'received',
        received_at: at,
        created_at: at,
        updated_at: at,
      })
      .into('pks_replies')
      .onConflict(['raw_sha256', 'received_for'])
      .ignore()
    const reply = await PksReply.query({ client: trx }).where(identity).firstOrFail()
    if (reply.publicId === id) {
      await audit(trx, {
        type: 'pks.reply_received',
        actor: { kind: 'system' },
        subject: { kind: 'pks_reply', id },
        data: { source, sha256 },
      })
    }
    await enqueue(trx, {
      kind: 'pks.judge',
      payload: { replyId: reply.id },
      dedupeKey: `pks.judge:${reply.publicId}`,
    })
    return reply
  })
}

/** What a stranger wrote, fit for a column: no control characters, not too long. */
function printable(text: string | null, length: number): string | null {
  return text && text.replaceAll(/\p{C}/gu, '').slice(0, length)
}
