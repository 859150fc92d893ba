import { createHash } from 'node:crypto'
import { DateTime } from 'luxon'
import { audit } from '#audit/record'
import type { Evidence, Timestamp, TimestampClient } from '#pki/contract'
import { revocation, sealTrust, timestampAuthority } from '#pki/main'
import { stampForArchive } from '#pki/pdf/archive'
import { OtherAuthority } from '#pki/pdf/seal'
import { examineSigner, mergeEvidence } from '#pki/signer_status'
import { authorityEvidence, learnAuthority } from '#pks/actions/sealing_material'
import Agreement from '#pks/models/agreement'
import ArchiveCopy from '#pks/models/archive_copy'
import SealKey from '#pks/models/seal_key'
import { latestArchiveCopy } from '#pks/queries/archive_copies'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { get, put } from '#storage/main'

/** Days after sending: lists that are younger than the seal can be had by then. */
const FIRST_AFTER = { days: 2 } as const
/** A stamp is renewed this long before its certificate ends, or half way where it lives shorter. */
const RENEWED_BEFORE_DAYS = 90
/** Documents that bind somebody, or did. */
const KEPT = ['sent', 'accepted', 'ended'] as const
const BATCH = 100
const AUTHORITIES = 4

/** Asks for the archive copies that are due (outbox kind `pks.archive`). A schedule; safe to rerun. */
export async function askForArchiveCopies(): Promise<void> {
  if (!(await timestampAuthority())) return
  const now = clock.now()
  const first = await Agreement.query()
    .whereIn('status', [...KEPT])
    .whereNotNull('document_key')
    .where('sent_at', '<=', now.minus(FIRST_AFTER).toMillis())
    .whereNotIn('id', (made) => made.from('archive_copies').select('agreement_id'))
    .limit(BATCH)
  const newest = await ArchiveCopy.query()
    .where('renew_at', '<=', now.toMillis())
    .whereNotExists((later) =>
      later
        .from('archive_copies as later')
        .whereColumn('later.agreement_id', 'archive_copies.agreement_id')
        .whereColumn('later.number', '>', 'archive_copies.number')
        .select('later.id')
    )
    .limit(BATCH)
  const due = [
    ...first.map(({ id }) => ({ agreementId: id, number: 1 })),
    ...newest.map(({ agreementId, number }) => ({ agreementId, number: number + 1 })),
  ]
  for (const payload of due) {
    await transaction((trx) =>
      enqueue(trx, {
        kind: 'pks.archive',
        payload,
        dedupeKey: `pks.archive:${payload.agreementId}:${payload.number}:${now.toISODate()}`,
      })
    )
  }
}

/**
 * Makes one archive copy of an agreement's document, from the copy before it where there is one (outbox kind `pks.archive`). Safe to be
 * killed and run again. Rejects, to be tried again, while no time stamp or no revocation data can be had.
 */
export async function archiveAgreement({
  agreementId,
  number,
}: {
  agreementId: number
  number: number
}): Promise<void> {
  const agreement = await Agreement.findOrFail(agreementId)
  const former = await latestArchiveCopy(agreementId)
  if ((former?.number ?? 0) + 1 !== number) return
  const base = await wholeFile(agreement, former)
  const { pdf, timestamp } = await stamp(base, agreement)
  const sha256 = createHash('sha256').update(pdf).digest('hex')
  const key = `pks/archive/${agreement.publicId.toLowerCase()}/${number}-${sha256}.pdf`
  await put(key, pdf)
  await transaction(async (trx) => {
    await Agreement.query({ client: trx }).where('id', agreementId).forUpdate().firstOrFail()
    const made = await ArchiveCopy.query({ client: trx }).where({ agreementId, number }).first()
    if (made) return
    await ArchiveCopy.create(
      {
        agreementId,
        number,
        documentKey: key,
        sha256,
        stampedAt: DateTime.fromJSDate(timestamp.at, { zone: 'utc' }),
        authority: timestamp.signer.subject.slice(0, 400),
        renewAt: renewalOf(timestamp),
      },
      { client: trx }
    )
    await audit(trx, {
      type: 'pks.archived',
      actor: { kind: 'system' },
      subject: { kind: 'agreement', id: agreement.publicId },
      data: { number, sha256 },
    })
  })
}

/** The file that gets the stamp; what is not byte for byte what we made is never stamped. */
async function wholeFile(agreement: Agreement, former: ArchiveCopy | null): Promise<Buffer> {
  const key = former?.documentKey ?? agreement.documentKey!
  const file = await get(key)
  if (!file) throw new Error(`${key} of agreement ${agreement.publicId} is gone`)
  const sha256 = createHash('sha256').update(file).digest('hex')
  if (sha256 !== (former?.sha256 ?? agreement.documentSha256)) {
    throw new Error(`${key} of agreement ${agreement.publicId} was altered`)
  }
  return file
}

async function stamp(base: Buffer, agreement: Agreement) {
  const timestamp = await timestampAuthority()
  if (!timestamp) throw new Error('no time stamp authority is configured')
  const ofSeal = await sealEvidence(agreement)
  for (let left = AUTHORITIES; ; left--) {
    const validation = mergeEvidence(ofSeal, await evidenceFrom(timestamp))
    try {
      return await stampForArchive(base, { timestamp, validation })
    } catch (error) {
      if (!(error instanceof OtherAuthority) || left === 0) throw error
      learnAuthority(error)
    }
  }
}

async function evidenceFrom(timestamp: TimestampClient): Promise<Evidence> {
  const evidence = await authorityEvidence(timestamp)
  if (!evidence) throw new Error('the time stamp authority gives no time stamp')
  return evidence
}

/** What proves the seal today. Of a key that has ended, what was written into the file in its time is all there is. */
async function sealEvidence({ sealKeyId }: Agreement): Promise<Evidence> {
  const nothing: Evidence = { certificates: [], crls: [], ocsp: [] }
  const key = sealKeyId ? await SealKey.find(sealKeyId) : null
  if (!key) return nothing
  const { state, evidence } = await examineSigner(
    key.chain.map((der) => Buffer.from(der, 'base64')),
    { trust: await sealTrust(), revocation: await revocation(), at: clock.now().toJSDate() }
  )
  if (state === 'unknown') throw new Error('revocation data of the seal cannot be had')
  return evidence
}

function renewalOf({ at, signer }: Timestamp): DateTime {
  const [made, ends] = [at.getTime(), signer.notAfter.getTime()]
  const early = DateTime.fromMillis(ends, { zone: 'utc' }).minus({ days: RENEWED_BEFORE_DAYS })
  return early.toMillis() > made
    ? early
    : DateTime.fromMillis(Math.floor((made + ends) / 2), { zone: 'utc' })
}
