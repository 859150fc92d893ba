import { createHash, randomUUID } from 'node:crypto'
import forge from 'node-forge'
import brand from '#config/brand'
import Partner from '#partners/models/partner'
import { signer } from '#pki/main'
import { issueDevelopmentCertificate } from '#pks/actions/issue_development_certificate'
import { receiveReply } from '#pks/actions/receive_reply'
import { composeDocument } from '#pks/document/compose'
import { sealDocument } from '#pks/document/sealing'
import Agreement from '#pks/models/agreement'
import PksReply from '#pks/models/pks_reply'
import PksTemplate from '#pks/models/pks_template'
import { clock } from '#shared/clock'
import { put } from '#storage/main'
import { contentIdOf } from './content_ids.js'

/** Whose PKS is answered, and badly. */
const ANSWERED = 'angklung-kelas'

/**
 * What takes longer than a start may: the sealed documents of the demo's agreements, and a reply to the newest. Safe to be ended and
 * run again: it goes on with what is missing.
 */
export async function finishDemo(): Promise<void> {
  await replyWithoutDocument()
  const unsealed = await withoutDocument().orderBy('id', 'desc')
  for (const agreement of unsealed) await makeDocument(agreement)
}

/** Told as sent or accepted by the seeder alone: the product's own agreements never are without. */
function withoutDocument() {
  return Agreement.query().whereNull('document_key').whereNot('status', 'requested')
}

async function makeDocument(agreement: Agreement): Promise<void> {
  const template = await PksTemplate.findOrFail(agreement.templateId)
  const { pdf, level } = await sealDocument(
    composeDocument(agreement, template, agreement.issuedAt!),
    { signer: await signer() },
    brand.inboundAddress
  )
  const sha256 = createHash('sha256').update(pdf).digest('hex')
  const key = `pks/documents/${agreement.publicId.toLowerCase()}/${sha256}.pdf`
  await put(key, pdf)
  await agreement.merge({ documentKey: key, documentSha256: sha256, sealLevel: level }).save()
}

/** Bagas answers the PKS of Angklung Kelas with a good signature, and forgets the document: the product judges it (R6.4). */
async function replyWithoutDocument(): Promise<void> {
  const agreement = await Agreement.query()
    .whereIn('content_id', (content) =>
      content.from('contents').where('public_id', contentIdOf(ANSWERED)).select('id')
    )
    .where('status', 'sent')
    .first()
  if (!agreement || (await PksReply.findBy('agreementId', agreement.id))) return
  const partner = await Partner.findOrFail(agreement.partnerId)
  const certificate = await issueDevelopmentCertificate(partner)
  if (certificate) await receiveReply(signedMail(agreement, partner, certificate), 'smtp')
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
