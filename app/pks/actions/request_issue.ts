import { randomInt } from 'node:crypto'
import { audit } from '#audit/record'
import type ContentVersion from '#catalogue/models/content_version'
import Content from '#catalogue/models/content'
import Partner from '#partners/models/partner'
import Agreement from '#pks/models/agreement'
import { draftDocument } from '#pks/document/draft'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import type { Trx } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { randomCode } from '#shared/public_id'

/**
 * Both lanes have approved: asks for the PKS of this version in the same transaction (R5.5, R6.1), or for an addendum to the one
 * that is in force (R3.8). The document is sealed and mailed by the worker (outbox kind `pks.seal`). A version that has an open
 * document keeps it: asking again is a no-op.
 */
export async function requestIssue(trx: Trx, version: ContentVersion): Promise<Agreement> {
  const open = await Agreement.query({ client: trx })
    .where('version_id', version.id)
    .whereIn('status', ['requested', 'sent', 'accepted'])
    .first()
  if (open) return open
  const content = await Content.findOrFail(version.contentId, { client: trx })
  const partner = await Partner.findOrFail(content.partnerId, { client: trx })
  const { template, terms, amends } = await draftDocument(version, partner, trx)
  const code = randomCode(16)
  const agreement = await Agreement.create(
    {
      number: amends ? await nextAddendumNumber(amends, trx) : await nextNumber(trx),
      verificationNumber: newVerificationNumber(),
      partnerId: partner.id,
      contentId: content.id,
      versionId: version.id,
      templateId: template.id,
      amendsId: amends?.id ?? null,
      status: 'requested',
      code,
      codeHash: Agreement.hashOfCode(code),
      terms,
      email: partner.email,
      language: partner.language,
      reminders: 0,
    },
    { client: trx }
  )
  await audit(trx, {
    type: 'pks.requested',
    actor: { kind: 'system' },
    subject: { kind: 'agreement', id: agreement.publicId },
    data: {
      content: content.publicId,
      version: version.number,
      ...(amends && { amends: amends.number }),
    },
  })
  await enqueue(trx, {
    kind: 'pks.seal',
    payload: { agreementId: agreement.id },
    dedupeKey: `pks.seal:${agreement.publicId}`,
  })
  return agreement
}

/** `PKS-2026-0117`: counts anew each year of the display zone. */
async function nextNumber(trx: Trx): Promise<string> {
  const { year } = clock.now().setZone(DISPLAY_ZONE)
  const upsert = `INSERT INTO agreement_numbers (year, last) VALUES (?, 1)
    ON CONFLICT (year) DO UPDATE SET last = agreement_numbers.last + 1 RETURNING last`
  const result = await trx.rawQuery(upsert, [year])
  const [{ last }] = (Array.isArray(result) ? result : result.rows) as [{ last: number }]
  return `PKS-${year}-${String(last).padStart(4, '0')}`
}

/** `PKS-2026-0117-A1`: counts the addenda of one agreement, lapsed ones too. */
async function nextAddendumNumber(agreement: Agreement, trx: Trx): Promise<string> {
  await Agreement.query({ client: trx }).where('id', agreement.id).forUpdate().firstOrFail()
  const earlier = await Agreement.query({ client: trx }).where('amends_id', agreement.id)
  return `${agreement.number}-A${earlier.length + 1}`
}

const READABLE = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** `7KQM-3WXE-RT9A`: public, printed on the document, tells nothing of the reply code (R8.2). */
function newVerificationNumber(): string {
  const letters = Array.from({ length: 12 }, () => READABLE[randomInt(READABLE.length)]).join('')
  return letters.replaceAll(/(.{4})(?=.)/g, '$1-')
}
