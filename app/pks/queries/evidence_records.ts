import db from '@adonisjs/lucid/services/db'
import Agreement from '#pks/models/agreement'
import ArchiveCopy from '#pks/models/archive_copy'
import type PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import SealKey from '#pks/models/seal_key'
import { repliesOf } from '#pks/queries/find_agreement'

export interface ReplyRecord {
  reply: PksReply
  /** Counts from the first reply to its agreement. */
  number: number
  /** The first judgement first. */
  verdicts: PksVerdict[]
}

export interface AgreementRecords {
  /** Number of the agreement that it changes. */
  amends: string | null
  archives: ArchiveCopy[]
  /** DER, leaf first; empty for a document from before keys were written down. */
  sealChain: Buffer[]
  replies: ReplyRecord[]
  audit: Record<string, unknown>[]
}

/** Who looked at it is no evidence of the agreement. */
const READING = ['pks.evidence_taken', 'pks.reply_downloaded']

/** What is on record about one agreement. A partner gets the reply that was accepted, staff get everything that came in. */
export async function recordsOf(
  agreement: Agreement,
  reader: 'partner' | 'staff'
): Promise<AgreementRecords> {
  const all = await repliesOf(agreement)
  const shown = all
    .filter(({ reply }) => reader === 'staff' || reply.status === 'accepted')
    .toReversed()
  const replies = await Promise.all(
    shown.map(async ({ reply, number }) => ({
      reply,
      number,
      verdicts: await PksVerdict.query().where('reply_id', reply.id).orderBy('id', 'asc'),
    }))
  )
  const key = agreement.sealKeyId ? await SealKey.find(agreement.sealKeyId) : null
  const amended = agreement.amendsId ? await Agreement.findOrFail(agreement.amendsId) : null
  return {
    amends: amended?.number ?? null,
    archives: await ArchiveCopy.query()
      .where('agreement_id', agreement.id)
      .orderBy('number', 'asc'),
    sealChain: (key?.chain ?? []).map((der) => Buffer.from(der, 'base64')),
    replies,
    audit:
      reader === 'staff'
        ? await auditOf(
            agreement,
            all.map(({ reply }) => reply)
          )
        : [],
  }
}

async function auditOf(
  agreement: Agreement,
  replies: readonly PksReply[]
): Promise<Record<string, unknown>[]> {
  const events = await db
    .from('audit_events')
    .whereIn('subject_id', [agreement.publicId, ...replies.map(({ publicId }) => publicId)])
    .whereIn('subject_kind', ['agreement', 'pks_reply'])
    .whereNotIn('type', READING)
    .orderBy('id', 'asc')
  return events.map((event) => ({
    id: event.id,
    at: new Date(Number(event.at)).toISOString(),
    type: event.type,
    actor: { kind: event.actor_kind, id: event.actor_id },
    subject: { kind: event.subject_kind, id: event.subject_id },
    data: JSON.parse(event.data),
  }))
}
