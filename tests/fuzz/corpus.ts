/** Honest mails and files of every accepted shape, and dishonest ones to take pieces from. */
import { sealPdf } from '#pki/pdf/seal'
import { DOCUMENT, day, makeIdentity, type KeyKind } from '#tests/support/pki/certificates'
import {
  CODE,
  detachedMail,
  headerOf,
  makeCms,
  multipart,
  opaqueMail,
  renderPart,
  replyBody,
  type CmsShape,
} from '#tests/support/pki/mail'
import { PROGRAMS } from '#tests/support/pki/programs'
import { makeStamps } from '#tests/support/pki/stamps'
import {
  EMAIL_ADDRESS,
  makePartner,
  plainPdf,
  sealing,
  signerOf,
  world,
} from '#tests/support/pki/world'
import { meaningOf, type Meaning } from '#tests/fuzz/oracle'

export interface Honest {
  readonly name: string
  readonly raw: Buffer
  readonly meaning: Meaning
}

/** Mails that are accepted as they are, with what each says; mails that are not. */
export async function mailCorpus(): Promise<{ honest: Honest[]; foreign: Buffer[] }> {
  const { ca, pdf, partner } = await world()
  const honest: Honest[] = []
  const add = (name: string, raw: Buffer, content: Uint8Array, certificate: Uint8Array) => {
    const facts = { from: EMAIL_ADDRESS, code: CODE, content, certificate, document: pdf }
    honest.push({ name, raw, meaning: meaningOf(facts) })
  }
  const content = replyBody(pdf)
  const bytes = Buffer.from(content, 'latin1')
  const rsa = await makePartner(ca, { kind: 'rsa' })

  for (const kind of ['rsa', 'p256', 'p384', 'p521'] as KeyKind[]) {
    const signer = kind === 'rsa' ? rsa : await makePartner(ca, { kind })
    add(`detached ${kind}`, detachedMail(content, makeCms(bytes, { signer })), bytes, signer.der)
    const cms = makeCms(bytes, { signer, embed: true, ber: kind !== 'p256' })
    add(`opaque ${kind}`, opaqueMail(cms), bytes, signer.der)
  }
  const shapes: Record<string, CmsShape> = {
    'pss': { signer: rsa, pss: true },
    'key identifier': { signer: partner, keyId: true },
    'cades': { signer: partner, attributes: 'cades' },
    'sha384': { signer: rsa, hash: 'sha384' },
    'sha512': { signer: partner, hash: 'sha512' },
    'streamed': { signer: partner, ber: true },
    'certificates twice': { signer: partner, certificates: [partner.der, ca.der, partner.der] },
  }
  for (const [name, shape] of Object.entries(shapes)) {
    add(name, detachedMail(content, makeCms(bytes, shape)), bytes, shape.signer.der)
  }
  for (const [name, write] of Object.entries(PROGRAMS)) {
    const mail = write(rsa, pdf)
    add(name, mail.raw, mail.content, rsa.der)
  }
  const large = multipart('=_large', [
    renderPart({ type: 'text/plain', body: 'Kami setuju dengan seluruh isinya.\r\n'.repeat(6000) }),
    renderPart({ type: 'application/pdf', body: pdf }),
  ])
  const signed = Buffer.from(large, 'latin1')
  add('large', detachedMail(large, makeCms(signed, { signer: rsa })), signed, rsa.der)
  return { honest, foreign: await foreignMails() }
}

async function foreignMails(): Promise<Buffer[]> {
  const { ca, pdf, partner, signer } = await world()
  const other = await sealPdf(await plainPdf('PKS nomor 2'), sealing(signer))
  const siti = await makePartner(ca, { name: 'CN=Siti', emails: ['siti@mitra.example'] })
  const expired = await makePartner(ca, { notAfter: day(-1) })
  const own = await makeIdentity({ name: 'CN=Budi Santoso', emails: [EMAIL_ADDRESS] })
  const mail = (content: string, shape: CmsShape, changes = {}) =>
    detachedMail(content, makeCms(Buffer.from(content, 'latin1'), shape), changes)
  return [
    mail(replyBody(pdf), { signer: siti }, { from: 'Siti <siti@mitra.example>' }),
    mail(replyBody(pdf), { signer: own }),
    mail(replyBody(pdf), { signer: expired }),
    mail(replyBody(other), { signer: partner }),
    mail(replyBody(pdf), { signer: partner }, { subject: 'Re: PKS AAAAAAAAAAAAAAA1' }),
    mail(replyBody(), { signer: partner }),
    Buffer.from(`${headerOf({})}\r\n${replyBody(pdf)}`, 'latin1'),
  ]
}

/** Files under our seal, and files that are not. */
export async function pdfCorpus(): Promise<{
  honest: Buffer[]
  foreign: Buffer[]
  /** A token of an authority that nobody trusts. */
  stamp: (digest: Uint8Array) => Buffer
}> {
  const { ca, root, crls, pdf, signer } = await world()
  const [stamps, strange] = [await makeStamps(), await makeStamps()]
  const seal = async (text: string, changes = {}) =>
    Buffer.from(await sealPdf(await plainPdf(text), { ...sealing(signer), ...changes }))
  const thief = await makeIdentity({ name: 'CN=Test Root', ca: true })
  const stranger = signerOf(
    await makeIdentity({ name: 'CN=Webstore Telkom', issuer: thief, extendedKeyUsage: [DOCUMENT] })
  )
  return {
    honest: [
      Buffer.from(pdf),
      await seal('PKS nomor 3', { docMdp: 2 }),
      await seal('PKS nomor 4', {
        validation: { certificates: [ca.der, root.der], crls, ocsp: [] },
      }),
      await seal('PKS nomor 6', {
        timestamp: stamps.client,
        validation: { certificates: [ca.der, root.der, ...stamps.certificates], crls, ocsp: [] },
      }),
    ],
    foreign: [
      await seal('PKS nomor 5', { signer: stranger }),
      Buffer.from(await plainPdf('PKS nomor 1')),
    ],
    stamp: strange.token,
  }
}
