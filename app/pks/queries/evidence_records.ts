import db from '@adonisjs/lucid/services/db'
import Staff from '#identity/models/staff'
import Agreement from '#pks/models/agreement'
import ArchiveCopy from '#pks/models/archive_copy'
import PinnedCertificate from '#pks/models/pinned_certificate'
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
  /** The last by which it was accepted; null when it never was. */
  decisive: PksVerdict | null
  /** What the decisive verdict rests on where no authority stands for the signer (R6.3). */
  pin: PinRecord | null
}

/** Who did a step with a pinned certificate. */
export interface PinWitness {
  publicId: string
  role: string
  name: string
}

export interface PinRecord {
  pin: PinnedCertificate
  comparedBy: PinWitness
  pinnedBy: PinWitness
}

export interface AgreementRecords {
  /** Number of the agreement that it changes. */
  amends: string | null
  archives: ArchiveCopy[]
  /** DER, leaf first; empty for a document from before keys were written down. */
  sealChain: Buffer[]
  replies: ReplyRecord[]
  /** Of the agreement, and of the replies and pins here. A partner gets what, when, and what kind of actor did it. */
  audit: Record<string, unknown>[]
}

/** Who looked at it is no evidence of the agreement. */
const READING = ['pks.evidence_taken', 'pks.reply_downloaded', 'pin.read']

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
    shown.map(async ({ reply, number }): Promise<ReplyRecord> => {
      const verdicts = await PksVerdict.query().where('reply_id', reply.id).orderBy('id', 'asc')
      const isAccepted = reply.status === 'accepted'
      const decisive =
        (isAccepted && verdicts.findLast(({ outcome }) => outcome === 'accepted')) || null
      return {
        reply,
        number,
        verdicts,
        decisive,
        pin: decisive && (await pinOf(agreement, decisive)),
      }
    })
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
    audit: await auditOf(agreement, replies, reader),
  }
}

/** The pin by which a verdict believed the signer. */
async function pinOf(agreement: Agreement, verdict: PksVerdict): Promise<PinRecord | null> {
  const isPinned = verdict.checks.some(({ params }) => params?.how === 'pinned')
  if (!isPinned || !verdict.signer) return null
  const pin = await PinnedCertificate.query()
    .where('partner_id', agreement.partnerId)
    .where('sha256', verdict.signer.fingerprint)
    .where('pinned_at', '<=', verdict.judgedAt.toMillis())
    .orderBy('pinned_at', 'desc')
    .first()
  if (!pin) return null
  const staff = await Staff.query().whereIn('public_id', [pin.comparedBy!, pin.pinnedBy!])
  const witness = (id: string): PinWitness => {
    const { publicId, role, name } = staff.find((item) => item.publicId === id)!
    return { publicId, role, name }
  }
  return { pin, comparedBy: witness(pin.comparedBy!), pinnedBy: witness(pin.pinnedBy!) }
}

async function auditOf(
  agreement: Agreement,
  replies: readonly ReplyRecord[],
  reader: 'partner' | 'staff'
): Promise<Record<string, unknown>[]> {
  const subjects = [
    agreement.publicId,
    ...replies.map(({ reply }) => reply.publicId),
    ...replies.flatMap(({ pin }) => (pin ? [pin.pin.publicId] : [])),
  ]
  const events = await db
    .from('audit_events')
    .whereIn('subject_id', subjects)
    .whereIn('subject_kind', ['agreement', 'pks_reply', 'pinned_certificate'])
    .whereNotIn('type', READING)
    .orderBy('id', 'asc')
  return events.map((event) => {
    const shared = { at: new Date(Number(event.at)).toISOString(), type: event.type }
    if (reader === 'partner') return { ...shared, by: event.actor_kind, about: event.subject_kind }
    return {
      id: event.id,
      ...shared,
      actor: { kind: event.actor_kind, id: event.actor_id },
      subject: { kind: event.subject_kind, id: event.subject_id },
      data: JSON.parse(event.data),
    }
  })
}
