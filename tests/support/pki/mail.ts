/**
 * Makes S/MIME mail byte by byte, right or wrong in every place that a test wants: a second pair of eyes beside openssl,
 * and for machines without it.
 */
import { constants, createHash, sign } from 'node:crypto'
import type { Identity } from '#tests/support/pki/certificates'
import {
  children,
  int,
  nil,
  octets,
  oid,
  seq,
  set,
  streamed,
  tlv,
  utcTime,
} from '#tests/support/pki/der'

const HASH = {
  sha1: { oid: '1.3.14.3.2.26', rsa: '1.2.840.113549.1.1.5', ecdsa: '1.2.840.10045.4.1' },
  sha256: {
    oid: '2.16.840.1.101.3.4.2.1',
    rsa: '1.2.840.113549.1.1.11',
    ecdsa: '1.2.840.10045.4.3.2',
  },
  sha384: {
    oid: '2.16.840.1.101.3.4.2.2',
    rsa: '1.2.840.113549.1.1.12',
    ecdsa: '1.2.840.10045.4.3.3',
  },
  sha512: {
    oid: '2.16.840.1.101.3.4.2.3',
    rsa: '1.2.840.113549.1.1.13',
    ecdsa: '1.2.840.10045.4.3.4',
  },
} as const
export type HashName = keyof typeof HASH

const DATA = '1.2.840.113549.1.7.1'

export interface CmsShape {
  readonly signer: Identity
  /** Certificates in the message; the signer's and its issuers' when left out. */
  readonly certificates?: readonly Uint8Array[]
  readonly hash?: HashName
  readonly pss?: boolean
  readonly keyId?: boolean
  readonly embed?: boolean
  readonly ber?: boolean
  readonly attributes?:
    | 'usual'
    | 'none'
    | 'duplicate'
    | 'wrong_type'
    | 'wrong_digest'
    | 'no_type'
    | 'no_digest'
    | 'two_digests'
    | 'cades'
    | 'foreign_cades'
    | 'foreign_issuer_cades'
  /** Further signed attributes, DER, as programs add them. */
  readonly moreAttributes?: readonly Uint8Array[]
  /** How many times the signer info is in the message. */
  readonly signers?: number
  /** Signer infos of others beside it, DER. */
  readonly otherSigners?: readonly Uint8Array[]
  readonly signedAt?: Date
  /** Another content type than id-data around the content. */
  readonly contentType?: string
  /** Revocation lists in the message, which nobody may use. */
  readonly lists?: readonly Uint8Array[]
  /** Embedded in place of what is signed. */
  readonly embedded?: Uint8Array
}

/** DER of the signer info that `makeCms` puts into its message. */
export function makeSignerInfo(content: Uint8Array, shape: CmsShape): Buffer {
  return signerInfo(content, shape, seq(oid(HASH[shape.hash ?? 'sha256'].oid), nil))
}

/** DER (or streamed BER) of a SignedData message over `content`. */
export function makeCms(content: Uint8Array, shape: CmsShape): Buffer {
  const { signer, hash = 'sha256', embed = false, signers = 1, otherSigners = [] } = shape
  const digestAlgorithm = seq(oid(HASH[hash].oid), nil)
  const info = signerInfo(content, shape, digestAlgorithm)
  const { embedded = content, contentType = DATA } = shape
  const chain: Uint8Array[] = []
  for (let at: Identity | null = signer; at?.issuer; at = at.issuer) chain.push(at.der)
  const certificates = shape.certificates ?? (chain.length > 0 ? chain : [signer.der])
  const encap = (box: typeof tlv, payload: Uint8Array) =>
    box(0x30, oid(contentType), ...(embed ? [box(0xa0, payload)] : []))
  const inner = (box: typeof tlv) => [
    int(shape.keyId ? 3 : 1),
    set(digestAlgorithm),
    encap(box, box === streamed ? pieces(embedded) : octets(embedded)),
    box(0xa0, ...certificates),
    ...(shape.lists ? [box(0xa1, ...shape.lists)] : []),
    box(0x31, ...Array.from({ length: signers }, () => info), ...otherSigners),
  ]
  const box = shape.ber ? streamed : tlv
  return box(0x30, oid('1.2.840.113549.1.7.2'), box(0xa0, box(0x30, ...inner(box))))
}

function pieces(content: Uint8Array): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < content.length; at += 1000)
    parts.push(octets(content.subarray(at, at + 1000)))
  return streamed(0x24, ...parts)
}

function signerInfo(content: Uint8Array, shape: CmsShape, digestAlgorithm: Buffer): Buffer {
  const { signer, hash = 'sha256', pss = false, keyId = false } = shape
  const kind = shape.attributes ?? 'usual'
  const attributes = kind === 'none' ? null : signedAttributes(content, shape, kind)
  const rsa = signer.privateKey.asymmetricKeyType === 'rsa'
  const salt = 32
  const signature = sign(hash, attributes ? set(...attributes) : content, {
    key: signer.privateKey,
    ...(pss && { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: salt }),
  })
  const algorithm = pss
    ? seq(oid('1.2.840.113549.1.1.10'), pssParameters(digestAlgorithm, salt))
    : rsa
      ? seq(oid('1.2.840.113549.1.1.1'), nil)
      : seq(oid(HASH[hash].ecdsa))
  return seq(
    int(keyId ? 3 : 1),
    keyId ? tlv(0x80, subjectKeyId(signer)) : issuerAndSerial(signer),
    digestAlgorithm,
    ...(attributes ? [tlv(0xa0, ...attributes.toSorted(Buffer.compare))] : []),
    algorithm,
    octets(signature)
  )
}

function signedAttributes(content: Uint8Array, shape: CmsShape, kind: string): Buffer[] {
  const { signer, hash = 'sha256', signedAt = new Date('2026-11-01T02:59:00Z') } = shape
  const digest = createHash(hash)
    .update(kind === 'wrong_digest' ? Buffer.from('another content') : content)
    .digest()
  const usual = [
    attribute('1.2.840.113549.1.9.3', oid(kind === 'wrong_type' ? '1.2.840.113549.1.7.5' : DATA)),
    attribute('1.2.840.113549.1.9.5', utcTime(signedAt)),
    attribute('1.2.840.113549.1.9.4', octets(digest)),
  ]
  usual.push(...(shape.moreAttributes ?? []).map((der) => Buffer.from(der)))
  if (kind === 'no_type') return usual.slice(1)
  if (kind === 'no_digest') return usual.toSpliced(2, 1)
  if (kind === 'two_digests') {
    const both = attribute('1.2.840.113549.1.9.4', octets(Buffer.alloc(32)), octets(digest))
    return usual.with(2, both)
  }
  if (kind === 'duplicate') return [...usual, usual[2]!]
  if (!kind.endsWith('cades')) return usual
  const bound = kind === 'foreign_cades' ? Buffer.from('no certificate') : signer.der
  const id = octets(createHash('sha256').update(bound).digest())
  const fields = children(children(kind === 'foreign_issuer_cades' ? OTHER : signer.der)[0]!)
  const issuer = seq(seq(tlv(0xa4, fields[3]!)), fields[1]!)
  return [...usual, attribute('1.2.840.113549.1.9.16.2.47', seq(seq(seq(id, issuer))))]
}

/** As much of a certificate as issuer and serial number are read from. */
const OTHER = seq(seq(nil, int(7), nil, seq(set(seq(oid('2.5.4.3'), tlv(0x0c, Buffer.from('X')))))))

/** DER of one CMS attribute. */
export function attribute(type: string, ...values: Uint8Array[]): Buffer {
  return seq(oid(type), set(...values))
}

function pssParameters(digestAlgorithm: Buffer, salt: number): Buffer {
  return seq(
    tlv(0xa0, digestAlgorithm),
    tlv(0xa1, seq(oid('1.2.840.113549.1.1.8'), digestAlgorithm)),
    tlv(0xa2, int(salt))
  )
}

export function issuerAndSerial(signer: Identity): Buffer {
  const fields = children(children(signer.der)[0]!)
  return seq(fields[3]!, fields[1]!)
}

function subjectKeyId(signer: Identity): Buffer {
  const extension = signer.certificate.extensions.find((item) => item.type === '2.5.29.14')!
  return Buffer.from(extension.value).subarray(2)
}

export const CODE = 'TE5XluKjb531wzjt'

export interface MailShape {
  readonly from?: string
  readonly subject?: string
  /** Further header lines of the message. */
  readonly headers?: readonly string[]
}

export function headerOf(shape: MailShape): string {
  const { from = 'Budi Santoso <budi@mitra.example>', subject = `Re: PKS Webstore ${CODE}` } = shape
  const lines = [
    ...(from ? [`From: ${from}`] : []),
    'To: pks@webstore.example',
    ...(subject ? [`Subject: ${subject}`] : []),
    'Date: Sun, 01 Nov 2026 10:00:00 +0700',
    'Message-ID: <reply-1@mitra.example>',
    'MIME-Version: 1.0',
    ...(shape.headers ?? []),
  ]
  return lines.join('\r\n')
}

export interface Part {
  readonly type: string
  readonly headers?: readonly string[]
  readonly body: string | Uint8Array
}

/** Bytes go out as base64, text as it is. */
export function renderPart({ type, headers = [], body }: Part): string {
  const encoded = typeof body !== 'string'
  const lines = [`Content-Type: ${type}`, ...headers]
  if (encoded) lines.push('Content-Transfer-Encoding: base64')
  return `${lines.join('\r\n')}\r\n\r\n${encoded ? base64(body) : body}`
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\r\n')
}

export function multipart(boundary: string, parts: readonly string[], subtype = 'mixed'): string {
  const body = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')
  return `Content-Type: multipart/${subtype}; boundary="${boundary}"\r\n\r\n${body}--${boundary}--\r\n`
}

/** The usual answer: a sentence and the PDFs. */
export function replyBody(...pdfs: readonly Uint8Array[]): string {
  const text = renderPart({ type: 'text/plain; charset=utf-8', body: 'Kami setuju.\r\n' })
  const attachments = pdfs.map((body, index) =>
    renderPart({
      type: 'application/pdf; name="PKS.pdf"',
      headers: [`Content-Disposition: attachment; filename="PKS ${index + 1}.pdf"`],
      body,
    })
  )
  return multipart('=_inner', [text, ...attachments])
}

export interface DetachedShape extends MailShape {
  readonly preamble?: string
  readonly epilogue?: string
  readonly close?: boolean
  readonly micalg?: string
  readonly signatureType?: string
  readonly extra?: readonly string[]
}

/** A multipart/signed message around `content` (an entity, CRLF) and a signature. */
export function detachedMail(content: string, cms: Uint8Array, shape: DetachedShape = {}): Buffer {
  const { preamble = 'This is an S/MIME signed message\r\n', epilogue = '', close = true } = shape
  const type = shape.signatureType ?? 'application/pkcs7-signature; name="smime.p7s"'
  const micalg = shape.micalg ?? 'sha-256'
  const signature = renderPart({ type, body: cms })
  const parts = [content, signature, ...(shape.extra ?? [])].map(
    (part) => `--=_outer\r\n${part}\r\n`
  )
  const protocol = 'protocol="application/pkcs7-signature"'
  return Buffer.from(
    `${headerOf(shape)}\r\n` +
      `Content-Type: multipart/signed; ${protocol}; micalg=${micalg}; boundary="=_outer"\r\n\r\n` +
      `${preamble}${parts.join('')}${close ? '--=_outer--\r\n' : ''}${epilogue}`,
    'latin1'
  )
}

/** An opaque pkcs7-mime message. */
export function opaqueMail(
  cms: Uint8Array,
  shape: MailShape & { readonly type?: string } = {}
): Buffer {
  const type = shape.type ?? 'application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"'
  return Buffer.from(`${headerOf(shape)}\r\n${renderPart({ type, body: cms })}\r\n`, 'latin1')
}
