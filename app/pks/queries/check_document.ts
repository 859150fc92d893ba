import { createHash } from 'node:crypto'
import Agreement from '#pks/models/agreement'
import type { DateTime } from 'luxon'

/** What anybody may know of a PKS: nothing personal, not the content's secret code (R8.2). */
export interface PublicAgreement {
  number: string
  status: 'waiting' | 'accepted' | 'lapsed' | 'ended'
  issuedAt: DateTime
  acceptedAt: DateTime | null
  sha256: string
}

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

/** By the file itself: known only when the SHA-256 of the whole file is one that we issued. */
export async function findByDocument(pdf: Uint8Array): Promise<PublicAgreement | null> {
  const sha256 = createHash('sha256').update(pdf).digest('hex')
  const agreement = await Agreement.findBy('document_sha256', sha256)
  return agreement && describe(agreement)
}

function describe(agreement: Agreement): PublicAgreement | null {
  const { number, status, issuedAt, acceptedAt, documentSha256 } = agreement
  if (status === 'requested' || !issuedAt || !documentSha256) return null
  return {
    number,
    status: status === 'sent' ? 'waiting' : status,
    issuedAt,
    acceptedAt,
    sha256: documentSha256,
  }
}
