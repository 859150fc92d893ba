/** A small world for judging: authorities, a partner, the operator's seal, lists, an issued agreement. Made once. */
import { createHash, randomBytes, sign } from 'node:crypto'
import { PDFDocument } from '@cantoo/pdf-lib'
import type { SignerPort } from '#pki/contract'
import { crlsFrom } from '#pki/folder_revocation'
import { judgeReply, type ReplyReason, type ReplyToJudge, type Verdict } from '#pki/judge'
import { sealPdf } from '#pki/pdf/seal'
import { trustFrom } from '#pki/trust_store'
import {
  AT,
  DOCUMENT,
  makeCrl,
  makeIdentity,
  type Identity,
  type Shape,
} from '#tests/support/pki/certificates'
import {
  CODE,
  detachedMail,
  makeCms,
  replyBody,
  type CmsShape,
  type DetachedShape,
} from '#tests/support/pki/mail'

export const EMAIL_ADDRESS = 'budi@mitra.example'
const CRL_URL = 'http://crl.example/ca.crl'

async function build() {
  const root = await makeIdentity({ name: 'CN=Test Root', ca: true })
  const ca = await makeIdentity({
    name: 'CN=Test E-mail CA',
    ca: true,
    issuer: root,
    pathLength: 0,
    crlUrl: CRL_URL,
  })
  const partner = await makePartner(ca)
  const sealer = await makeIdentity({
    name: 'CN=Webstore Telkom',
    issuer: ca,
    extendedKeyUsage: [DOCUMENT],
    crlUrl: CRL_URL,
  })
  const crls = [await makeCrl(root), await makeCrl(ca)]
  const signer = signerOf(sealer)
  const pdf = await sealPdf(await plainPdf('PKS nomor 1'), sealing(signer))
  return { root, ca, partner, sealer, signer, crls, pdf }
}

let made: ReturnType<typeof build> | undefined
export const world = () => (made ??= build())
export type World = Awaited<ReturnType<typeof world>>

export function makePartner(issuer: Identity, shape: Partial<Shape> = {}): Promise<Identity> {
  return makeIdentity({
    name: 'CN=Budi Santoso',
    issuer,
    emails: [EMAIL_ADDRESS],
    crlUrl: CRL_URL,
    ...shape,
  })
}

export function signerOf(identity: Identity): SignerPort {
  const chain: Uint8Array[] = []
  for (let at: Identity | null = identity; at; at = at.issuer) chain.push(at.der)
  return {
    chain,
    notAfter: identity.certificate.notAfter,
    isDevelopment: false,
    algorithm: identity.privateKey.asymmetricKeyType === 'rsa' ? 'rsa-sha256' : 'ecdsa-sha256',
    signatureLength: identity.privateKey.asymmetricKeyType === 'rsa' ? 512 : 72,
    sign: async (bytes) => sign('sha256', bytes, identity.privateKey),
  }
}

export function sealing(signer: SignerPort) {
  return {
    signer,
    at: AT,
    name: 'Webstore Telkom',
    reason: 'Persetujuan PKS',
    location: 'Jakarta',
    docMdp: 1,
    visible: {
      page: -1,
      rect: [60, 60, 240, 70],
      appearance: { lines: ['Ditandatangani secara elektronik', 'Webstore Telkom'] },
    },
  } as const
}

/** A page with a text, and as many bytes more as wanted, which do not compress. */
export async function plainPdf(text: string, weight = 0): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  document.addPage([595, 842]).drawText(text, { x: 60, y: 700 })
  if (weight > 0) document.context.register(document.context.stream(randomBytes(weight)))
  return document.save({ useObjectStreams: false })
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** An honest detached reply, except for what is asked to be different. */
export async function reply(
  shape: { content?: string; cms?: Partial<CmsShape>; mail?: DetachedShape } = {}
): Promise<Buffer> {
  const { partner, pdf } = await world()
  const content = shape.content ?? replyBody(pdf)
  const cms = makeCms(Buffer.from(content, 'latin1'), { signer: partner, ...shape.cms })
  return detachedMail(content, cms, shape.mail)
}

export async function judge(
  raw: Uint8Array,
  changes: Partial<ReplyToJudge> = {}
): Promise<Verdict> {
  const { root, crls, pdf } = await world()
  return judgeReply({
    raw,
    receivedAt: AT,
    expected: { email: EMAIL_ADDRESS, code: CODE, documentSha256: sha256(pdf) },
    trust: trustFrom([root.der]),
    sealTrust: trustFrom([root.der]),
    revocation: crlsFrom(crls),
    ...changes,
  })
}

/** The reasons of everything that did not pass, without what was skipped for it. */
export function problems(verdict: Verdict): ReplyReason[] {
  return verdict.checks
    .filter((check) => check.status === 'failed' || check.status === 'indeterminate')
    .map((check) => check.reason!)
}
