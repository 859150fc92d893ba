import { createHash, randomUUID } from 'node:crypto'
import forge from 'node-forge'
import brand from '#config/brand'
import ContentVersion from '#catalogue/models/content_version'
import Partner from '#partners/models/partner'
import { signer } from '#pki/main'
import { issueDevelopmentCertificate } from '#pks/actions/issue_development_certificate'
import { receiveReply } from '#pks/actions/receive_reply'
import { requestIssue } from '#pks/actions/request_issue'
import { composeDocument } from '#pks/document/compose'
import { sealDocument } from '#pks/document/sealing'
import Agreement, { LAPSES_AFTER } from '#pks/models/agreement'
import PksTemplate from '#pks/models/pks_template'
import { clock, travelTo } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { registerHandler } from '#shared/outbox/handlers'
import { contentIdOf } from './content_ids.js'
import { put } from '#storage/main'
import type { Calendar, Instant } from './calendar.js'

/** What becomes of an agreement after it was asked for; `sent` waits for its reply. */
type Fate = { status: 'accepted' | 'sent' | 'lapsed'; sent: Instant; ended?: Instant }

/** The first documents are there before somebody asks for them; the rest take their time in the background. */
const AT_ONCE = 5
const FIRST_AFTER = { seconds: 4 }
const REST_AFTER = { seconds: 90 }
const APART = { seconds: 25 }

/** The agreements under which everything on sale is sold. */
export async function seedLiveAgreements(trx: Trx): Promise<void> {
  const live = await ContentVersion.query({ client: trx })
    .where('status', 'published')
    .orderBy('approved_at')
  for (const version of live) {
    const sent = version.approvedAt!.plus({ minutes: 2 }) as Instant
    await settle(trx, version, { status: 'accepted', sent, ended: version.publishedAt! as Instant })
  }
}

/** What became of the agreements that the stories asked for; the newest is left to the worker, whole. */
export async function settleOpenAgreements(trx: Trx, calendar: Calendar): Promise<void> {
  const lapsed = await versionOf(trx, 'catur-lapak')
  const sent = lapsed.approvedAt!.plus({ minutes: 2 }) as Instant
  await settle(trx, lapsed, { status: 'lapsed', sent, ended: sent.plus(LAPSES_AFTER) as Instant })
  const waiting = await versionOf(trx, 'hafal-perkalian')
  await settle(trx, waiting, {
    status: 'sent',
    sent: waiting.approvedAt!.plus({ minutes: 2 }) as Instant,
  })
  await trx.from('content_versions').where('id', waiting.id).update({ status: 'pks_sent' })
  await orderDocuments(trx, calendar)
  travelTo(calendar.now)
  const { id } = await versionOf(trx, 'angklung-kelas')
  const open = await Agreement.query({ client: trx }).where('version_id', id).firstOrFail()
  await enqueue(trx, {
    kind: 'demo.reply',
    payload: { agreementId: open.id },
    runAt: calendar.now.plus(FIRST_AFTER),
  })
}

/** The product's outbox seals a document once it is asked for; these were asked for long ago. */
async function settle(
  trx: Trx,
  version: ContentVersion,
  { status, sent, ended }: Fate
): Promise<void> {
  travelTo(version.approvedAt! as Instant)
  const agreement = await requestIssue(trx, version)
  await trx.from('outbox').where('dedupe_key', `pks.seal:${agreement.publicId}`).delete()
  await trx
    .from('agreements')
    .where('id', agreement.id)
    .update({
      status,
      issued_at: sent.toMillis(),
      sent_at: sent.toMillis(),
      lapses_at: sent.plus(LAPSES_AFTER).toMillis(),
      accepted_at: status === 'accepted' ? ended!.toMillis() : null,
      ended_at: status === 'lapsed' ? ended!.toMillis() : null,
      ended_reason: status === 'lapsed' ? 'unanswered' : null,
      reminders: 2,
    })
}

async function orderDocuments(trx: Trx, { now }: Calendar): Promise<void> {
  const settled = await Agreement.query({ client: trx })
    .whereNot('status', 'requested')
    .orderByRaw(
      `CASE WHEN partner_id = (SELECT id FROM partners WHERE email = 'bagas@nadapusaka.example') THEN 0 ELSE 1 END, id DESC`
    )
  travelTo(now)
  for (const [index, { id }] of settled.entries()) {
    const isFirst = index < AT_ONCE
    const runAt = now
      .plus(isFirst ? FIRST_AFTER : REST_AFTER)
      .plus({ seconds: APART.seconds * (isFirst ? index / 10 : index - AT_ONCE) })
    await enqueue(trx, { kind: 'demo.document', payload: { agreementId: id }, runAt })
  }
}

async function versionOf(trx: Trx, key: string): Promise<ContentVersion> {
  const [{ id }] = await trx.from('contents').where('public_id', contentIdOf(key)).select('id')
  return ContentVersion.query({ client: trx })
    .where('content_id', id)
    .orderBy('number', 'desc')
    .firstOrFail()
}

/** What the demo leaves to the worker: sealing takes longer than a start may. */
export function registerDemoWork(): void {
  registerHandler('demo.document', makeDocument, { concurrency: 1 })
  registerHandler('demo.reply', replyWithoutDocument, { concurrency: 1 })
}

/** Seals the document of an agreement whose state is already told. */
async function makeDocument({ agreementId }: { agreementId: number }): Promise<void> {
  const agreement = await Agreement.findOrFail(agreementId)
  if (agreement.documentKey) return
  const template = await PksTemplate.findOrFail(agreement.templateId)
  const pdf = await sealDocument(
    composeDocument(agreement, template),
    await signer(),
    brand.inboundAddress
  )
  const sha256 = createHash('sha256').update(pdf).digest('hex')
  const key = `pks/documents/${agreement.publicId.toLowerCase()}/${sha256}.pdf`
  await put(key, pdf)
  await agreement.merge({ documentKey: key, documentSha256: sha256 }).save()
}

/** Bagas answers the PKS of Angklung Kelas with a good signature, and forgets the document: the product judges it (R6.4). */
async function replyWithoutDocument({ agreementId }: { agreementId: number }): Promise<void> {
  const agreement = await Agreement.findOrFail(agreementId)
  if (agreement.status === 'requested') {
    const runAt = clock.now().plus(FIRST_AFTER)
    return transaction((trx) =>
      enqueue(trx, { kind: 'demo.reply', payload: { agreementId }, runAt })
    )
  }
  const partner = await Partner.findOrFail(agreement.partnerId)
  const certificate = await issueDevelopmentCertificate(partner)
  if (!certificate) return
  await receiveReply(signedMail(agreement, partner, certificate), 'smtp')
}

function signedMail(
  agreement: Agreement,
  partner: Partner,
  certificate: { certificatePem: string; privateKeyPem: string; chainPem: string }
): Buffer {
  const text = `Yth. ${brand.name},\r\n\r\nKami menyetujui PKS ini.\r\n\r\nSalam,\r\n${partner.name}\r\n${partner.companyName}\r\n`
  const part = `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n${text}`
  const boundary = `=_${randomUUID()}`
  const signature = detachedSignature(part, certificate)
    .match(/.{1,76}/g)!
    .join('\r\n')
  const head = [
    `From: ${partner.name} <${partner.email}>`,
    `To: ${brand.inboundAddress}`,
    `Subject: Re: ${agreement.subject}`,
    `Message-ID: <${randomUUID()}@${partner.email.split('@')[1]}>`,
    `Date: ${clock.now().toRFC2822()}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="${boundary}"`,
  ]
  return Buffer.from(
    [
      ...head,
      '',
      `--${boundary}`,
      part,
      `--${boundary}`,
      'Content-Type: application/pkcs7-signature; name="smime.p7s"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="smime.p7s"',
      '',
      signature,
      `--${boundary}--`,
      '',
    ].join('\r\n')
  )
}

/** Base64 of a SignedData message over `content` (RFC 5652), the content left out. */
function detachedSignature(
  content: string,
  {
    certificatePem,
    privateKeyPem,
    chainPem,
  }: { certificatePem: string; privateKeyPem: string; chainPem: string }
): string {
  const message = forge.pkcs7.createSignedData()
  message.content = forge.util.createBuffer(content, 'utf8')
  message.addCertificate(certificatePem)
  for (const issuer of chainPem.match(/-----BEGIN[^]+?-----END CERTIFICATE-----/g) ?? [])
    message.addCertificate(issuer)
  const now = clock.now().toJSDate()
  message.addSigner({
    key: privateKeyPem,
    certificate: certificatePem,
    digestAlgorithm: forge.pki.oids.sha256!,
    authenticatedAttributes: [
      { type: forge.pki.oids.contentType!, value: forge.pki.oids.data! },
      { type: forge.pki.oids.messageDigest! },
      // The type says string, the library wants the date itself.
      { type: forge.pki.oids.signingTime!, value: now as unknown as string },
    ],
  })
  message.sign({ detached: true })
  return forge.util.encode64(forge.asn1.toDer(message.toAsn1()).getBytes())
}
