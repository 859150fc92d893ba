import { createHash } from 'node:crypto'
import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import type { FileProblem } from '#pki/certificate_file'
import type { TrustPurpose } from '#pki/fitness'
import { serialText } from '#pki/x509/certificate'
import { displayName } from '#pki/x509/name'
import { DateTime } from 'luxon'
import TrustAnchor from '#pks/models/trust_anchor'
import TrustImport from '#pks/models/trust_import'
import { trustDeciders } from '#pks/queries/trust_people'
import { bundleOf, readBundle, type BundleLine } from '#pks/queries/trust_bundle'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { isUniqueViolation } from '#shared/database/unique'
import { err, ok, type Result } from '#shared/result'
import { put } from '#storage/main'

interface NewImport {
  file: Buffer
  fileName: string
  purpose: TrustPurpose
  source: string
  by: { publicId: string }
}

/**
 * Keeps a bundle as a draft: nothing is trusted by it. Its file stays as it came, as evidence of what was proposed.
 *
 * @returns the draft, or why the file cannot be one
 */
export async function keepBundle(
  wanted: NewImport
): Promise<Result<TrustImport, { type: FileProblem }>> {
  const read = await readBundle(wanted.file, wanted.purpose)
  if (!read.ok) return read
  const fileSha256 = createHash('sha256').update(wanted.file).digest('hex')
  const fileKey = `pks/trust/${fileSha256}.bundle`
  await put(fileKey, wanted.file)
  return ok(
    await transaction((trx) =>
      TrustImport.create(
        {
          status: 'draft',
          fileName: wanted.fileName,
          fileKey,
          fileSha256,
          purpose: wanted.purpose,
          source: wanted.source,
          reason: null,
          readBy: wanted.by.publicId,
          proposedAt: null,
        },
        { client: trx }
      )
    )
  )
}

interface ProposalOrder {
  draft: TrustImport
  reason: string
  by: { publicId: string }
}

export type ProposeError =
  { type: 'not_draft' } | { type: 'nothing_chosen' } | { type: FileProblem }

/**
 * Asks a second member of staff to trust the chosen certificates of a draft. What cannot be an authority, or is known
 * already, is left out whatever was asked for.
 *
 * @param chosen SHA-256 fingerprints
 * @returns how many were proposed
 */
export async function proposeAuthorities(
  order: ProposalOrder & { chosen: readonly string[] }
): Promise<Result<number, ProposeError>> {
  const bundle = await bundleOf(order.draft)
  if (!bundle.ok) return bundle
  const chosen = new Set(order.chosen)
  const lines = bundle.value.lines.filter((line) => line.mayBeProposed && chosen.has(line.sha256))
  if (lines.length === 0) return err({ type: 'nothing_chosen' })
  const attempt = () => transaction((trx) => proposeLines(trx, order, lines))
  // The same certificate was proposed elsewhere at this moment: the second look sees it.
  return attempt().catch((error) => (isUniqueViolation(error) ? attempt() : Promise.reject(error)))
}

async function proposeLines(
  trx: Trx,
  { draft, reason, by }: ProposalOrder,
  lines: readonly BundleLine[]
): Promise<Result<number, ProposeError>> {
  const at = clock.now()
  const keyOf = ({ sha256 }: BundleLine) => TrustAnchor.liveKeyOf(draft.purpose, sha256)
  const taken = await TrustAnchor.query({ client: trx })
    .whereIn('live_key', lines.map(keyOf))
    .select('live_key')
  const known = new Set(taken.map(({ liveKey }) => liveKey))
  const free = lines.filter((line) => !known.has(keyOf(line)))
  if (free.length === 0) return err({ type: 'nothing_chosen' })
  if (!(await draft.propose({ at, trx, reason }))) return err({ type: 'not_draft' })
  await TrustAnchor.createMany(
    free.map((line) => rowOf(draft, line, by.publicId, at)),
    { client: trx }
  )
  const proposed = free.length
  await audit(trx, {
    type: 'trust.proposed',
    actor: { kind: 'staff', id: by.publicId },
    subject: { kind: 'trust_import', id: draft.publicId },
    data: { count: proposed, sha256: draft.fileSha256 },
  })
  for (const { id } of await trustDeciders(trx, by.publicId)) {
    await enqueueMail(
      trx,
      'pks.trust_asked',
      { importId: draft.id, count: proposed, staffId: id },
      `pks.trust_asked:${draft.publicId}:${id}`
    )
  }
  return ok(proposed)
}

function rowOf(draft: TrustImport, line: BundleLine, by: string, at: DateTime) {
  const certificate = line.certificate!
  return {
    importId: draft.id,
    purpose: draft.purpose,
    role: line.role,
    status: 'proposed' as const,
    liveKey: TrustAnchor.liveKeyOf(draft.purpose, line.sha256),
    der: Buffer.from(line.der).toString('base64'),
    sha256: line.sha256,
    subject: displayName(certificate.subject),
    issuer: displayName(certificate.issuer),
    serial: serialText(certificate).slice(0, 128),
    notBefore: DateTime.fromJSDate(certificate.notBefore),
    notAfter: DateTime.fromJSDate(certificate.notAfter),
    proposedBy: by,
    proposedAt: at,
  }
}

/** Drops a draft of which nothing is wanted. */
export function discardDraft(draft: TrustImport): Promise<boolean> {
  return transaction((trx) => draft.discard({ at: clock.now(), trx }))
}
