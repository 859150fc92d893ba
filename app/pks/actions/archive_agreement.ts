import { createHash } from 'node:crypto'
import { DateTime } from 'luxon'
import logger from '@adonisjs/core/services/logger'
import type { Evidence, Timestamp } from '#pki/contract'
import { revocation, sealTrust, timestampAuthority } from '#pki/main'
import { inspectArchiveCopy, type ArchiveCopyFile, type ArchiveProblem } from '#pki/pdf/archive'
import { knowingItsAuthority } from '#pki/pdf/seal'
import { examineSigner, mergeEvidence } from '#pki/signer_status'
import { authorityEvidence, causeOf, learnAuthority } from '#pks/actions/sealing_material'
import { archiveDocument } from '#pks/document/sealing'
import Agreement from '#pks/models/agreement'
import ArchiveCopy from '#pks/models/archive_copy'
import SealKey from '#pks/models/seal_key'
import { latestArchiveCopy, newestCopyNumbers } from '#pks/queries/archive_copies'
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

/**
 * Asks for the archive copies that are due (outbox kind `pks.archive`): those never tried first, then those that failed, the longest
 * due first, so that none waits for others that never succeed. A schedule; safe to rerun.
 */
export async function askForArchiveCopies(): Promise<void> {
  if (!(await timestampAuthority())) return
  const now = clock.now()
  const isDue = Agreement.query().where((tried) =>
    tried.whereNull('archive_retry_at').orWhere('archive_retry_at', '<=', now.toMillis())
  )
  const inTurn = () => isDue.clone().orderByRaw('coalesce(archive_retry_at, 0)').orderBy('id')
  const first = await inTurn()
    .whereIn('status', [...KEPT])
    .whereNotNull('document_key')
    .where('sent_at', '<=', now.minus(FIRST_AFTER).toMillis())
    .whereNotIn('id', (made) => made.from('archive_copies').select('agreement_id'))
    .limit(BATCH)
  const again = await inTurn()
    .whereIn('id', (copies) =>
      copies
        .from('archive_copies')
        .where('renew_at', '<=', now.toMillis())
        .whereNotExists((later) =>
          later
            .from('archive_copies as later')
            .whereColumn('later.agreement_id', 'archive_copies.agreement_id')
            .whereColumn('later.number', '>', 'archive_copies.number')
            .select('later.id')
        )
        .select('agreement_id')
    )
    .limit(BATCH)
  const made = await newestCopyNumbers(again.map(({ id }) => id))
  for (const agreement of [...first, ...again]) {
    const payload = { agreementId: agreement.id, number: (made.get(agreement.id) ?? 0) + 1 }
    const attempt = agreement.archiveRetryAt?.toMillis() ?? 0
    await transaction((trx) =>
      enqueue(trx, {
        kind: 'pks.archive',
        payload,
        dedupeKey: `pks.archive:${agreement.publicId}:${payload.number}:${attempt}`,
      })
    )
  }
}

/**
 * Makes one archive copy of an agreement's document, from the copy before it where there is one (outbox kind `pks.archive`). Safe to be
 * killed and run again. What hinders it, a time stamp or revocation data that cannot be had, a file that was altered, is written down
 * and logged, and it is tried again later.
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
  let copy: ArchiveCopyFile
  try {
    copy = await makeCopy(agreement, former)
  } catch (error) {
    return hold(agreement, number, error)
  }
  await keep(agreement, number, copy)
}

async function makeCopy(
  agreement: Agreement,
  former: ArchiveCopy | null
): Promise<ArchiveCopyFile> {
  const base = await wholeFile(agreement, former)
  const copy = await stamp(base, agreement)
  await assertWhole(copy, base)
  return copy
}

/** A copy that does not prove what it is made for is not kept. */
async function assertWhole({ pdf, timestamp }: ArchiveCopyFile, base: Buffer): Promise<void> {
  const original = { length: base.length, sha256: sha256Of(base) }
  const { chain } = timestamp.signer
  // Judged with trust already: here it is the file that must hold a stamp of that authority, over all of it.
  const trust = { anchors: chain.slice(-1), intermediates: chain.slice(1, -1) }
  const { result } = await inspectArchiveCopy(pdf, original, { trust })
  if (typeof result === 'string') throw new Unarchivable(result, original.sha256)
}

/** The file is not what we made, or the copy is not what it is made for. */
class Unarchivable extends Error {
  constructor(
    readonly reason: 'file_missing' | 'file_altered' | ArchiveProblem,
    file: string
  ) {
    super(`no archive copy of ${file}: ${reason}`)
    this.name = 'Unarchivable'
  }
}

async function keep(
  agreement: Agreement,
  number: number,
  { pdf, timestamp }: ArchiveCopyFile
): Promise<void> {
  const agreementId = agreement.id
  const sha256 = sha256Of(pdf)
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
    await agreement.archived({ at: clock.now(), trx, number, sha256 })
  })
}

async function hold(agreement: Agreement, number: number, error: unknown): Promise<void> {
  const cause = causeOf(error)
  const { failures, retryAt } = await transaction((trx) =>
    agreement.holdArchive({ at: clock.now(), trx, cause })
  )
  logger.warn(
    { err: error, agreement: agreement.publicId, number, failures, retryAt: retryAt.toISO() },
    'archive: no copy could be made'
  )
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The file that gets the stamp; what is not byte for byte what we made is never stamped. */
async function wholeFile(agreement: Agreement, former: ArchiveCopy | null): Promise<Buffer> {
  const key = former?.documentKey ?? agreement.documentKey!
  const file = await get(key)
  if (!file) throw new Unarchivable('file_missing', key)
  const sha256 = former?.sha256 ?? agreement.documentSha256
  if (sha256Of(file) !== sha256) throw new Unarchivable('file_altered', key)
  return file
}

async function stamp(base: Buffer, agreement: Agreement) {
  const timestamp = await timestampAuthority()
  if (!timestamp) throw new Error('no time stamp authority is configured')
  const ofSeal = await sealEvidence(agreement)
  return knowingItsAuthority(async () => {
    const validation = mergeEvidence(ofSeal, await authorityEvidence(timestamp))
    return archiveDocument(base, { timestamp, validation })
  }, learnAuthority)
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
