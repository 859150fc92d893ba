import { createHash } from 'node:crypto'
import type { DateTime } from 'luxon'
import { sealTrust } from '#pki/main'
import { sealCertificates } from '#pki/pdf/seals'
import { inspectSealedPdf, type SealCheckName } from '#pki/pdf/inspect'
import Agreement from '#pks/models/agreement'
import ArchiveCopy from '#pks/models/archive_copy'
import SealKey from '#pks/models/seal_key'
import { archiveCopyBySha256 } from '#pks/queries/archive_copies'
import { sealFingerprints } from '#pks/queries/seal_keys'

/** What anybody may know of a PKS: nothing personal, not its content, not its secret code (R8.2). */
export interface PublicAgreement {
  number: string
  /** The agreement that it changes, when it is an addendum. */
  amends: string | null
  status: 'waiting' | 'accepted' | 'lapsed' | 'ended'
  issuedAt: DateTime
  acceptedAt: DateTime | null
  endedAt: DateTime | null
  /** Of the file that was mailed: the canonical one. */
  sha256: string
}

/** What a file turned out to be. */
export type Finding =
  | { kind: 'original'; agreement: PublicAgreement }
  | { kind: 'archive'; agreement: PublicAgreement; stampedAt: DateTime }
  /** It begins with a document of ours, and goes on after its end. */
  | { kind: 'appended'; agreement: PublicAgreement }
  /** It carries a seal of ours, and is not what was sealed. */
  | { kind: 'changed' }
  /** Sealed by us and whole, yet in no book. */
  | { kind: 'unrecorded' }
  | { kind: 'unknown' }

/** What says that a file is as it was sealed, by a key of ours; what became of its certificate since is another question. */
const UNALTERED: ReadonlySet<SealCheckName> = new Set([
  'structure',
  'coverage',
  'certification',
  'signature',
])

/** No document of ours is nearly as long; what is longer is known by its hash alone. */
const MOST_INSPECTED = 8 * 1024 * 1024
/** Where a revision of a PDF may end; more than this nobody's PKS has. */
const MOST_REVISIONS = 64
const END_OF_FILE = Buffer.from('%%EOF')
/** What may follow the last word of a revision. */
const LINE_ENDS = ['', '\n', '\r', '\r\n']

/** By the number printed on the document; hyphens, case and spaces do not matter. Null when there is none, or none issued yet. */
export async function findByVerificationNumber(number: string): Promise<PublicAgreement | null> {
  const letters = number.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
  if (letters.length !== 12) return null
  const agreement = await Agreement.findBy(
    'verification_number',
    letters.replaceAll(/(.{4})(?=.)/g, '$1-')
  )
  return agreement && describe(agreement)
}

/** By the SHA-256 of a whole file, hexadecimal: the mailed one, or one of its archive copies. */
export async function findByFingerprint(sha256: string): Promise<Finding | null> {
  const mailed = await Agreement.findBy('document_sha256', sha256.toLowerCase())
  const agreement = mailed && (await describe(mailed))
  if (agreement) return { kind: 'original', agreement }
  const copy = await archiveCopyBySha256(sha256)
  const original = copy && (await describe(await Agreement.findOrFail(copy.agreementId)))
  return original && { kind: 'archive', agreement: original, stampedAt: copy!.stampedAt }
}

/** By the file itself. What is not known byte for byte is looked at more closely: is it one of ours that was altered? */
export async function examineDocument(pdf: Uint8Array): Promise<Finding> {
  const known = await findByFingerprint(sha256Of(pdf))
  if (known) return known
  const begins = await findByBeginning(pdf)
  if (begins) return { kind: 'appended', agreement: begins }
  if (pdf.length > MOST_INSPECTED) return { kind: 'unknown' }
  const fingerprints = sealCertificates(pdf).map(sha256Of)
  const key = await SealKey.query()
    .whereNotNull('last_used_at')
    .whereIn('fingerprint', fingerprints)
    .first()
  if (!key) return { kind: 'unknown' }
  const { checks } = await inspectSealedPdf(pdf, {
    trust: await sealTrust(),
    // Its certificates are judged as of when it sealed: they may have ended since, and the file is what it was.
    at: key.lastUsedAt!.toJSDate(),
    signers: await sealFingerprints(),
  })
  const isWhole = checks.every(({ name, status }) => !UNALTERED.has(name) || status === 'passed')
  return { kind: isWhole ? 'unrecorded' : 'changed' }
}

/** A document of ours to which something was added: each end of a revision may be where ours ended. */
async function findByBeginning(pdf: Uint8Array): Promise<PublicAgreement | null> {
  const file = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length)
  const hash = createHash('sha256')
  const hashes: string[] = []
  let hashed = 0
  let at = file.indexOf(END_OF_FILE)
  for (let count = 0; at >= 0 && count < MOST_REVISIONS; count++) {
    const end = at + END_OF_FILE.length
    hash.update(file.subarray(hashed, end))
    hashed = end
    for (const lineEnd of LINE_ENDS) {
      if (file.toString('latin1', end, end + lineEnd.length) === lineEnd)
        hashes.push(hash.copy().update(lineEnd).digest('hex'))
    }
    at = file.indexOf(END_OF_FILE, end)
  }
  if (hashes.length === 0) return null
  const mailed = await Agreement.query().whereIn('document_sha256', hashes).first()
  if (mailed) return describe(mailed)
  const copy = await ArchiveCopy.query().whereIn('sha256', hashes).first()
  return copy && describe(await Agreement.findOrFail(copy.agreementId))
}

async function describe(agreement: Agreement): Promise<PublicAgreement | null> {
  const { number, status, issuedAt, acceptedAt, endedAt, documentSha256, amendsId } = agreement
  if (status === 'requested' || !issuedAt || !documentSha256) return null
  const amended = amendsId ? await Agreement.findOrFail(amendsId) : null
  return {
    number,
    amends: amended?.number ?? null,
    status: status === 'sent' ? 'waiting' : status,
    issuedAt,
    acceptedAt,
    endedAt,
    sha256: documentSha256,
  }
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
