/** CMS SignedData (RFC 5652 §5) as S/MIME programs send it: BER is normalised, then read strictly. */
import { X509Certificate } from 'node:crypto'
import {
  BER_LIMITS,
  berToDer,
  context,
  DerReader,
  encode,
  MalformedAsn1,
  readOid,
  readOne,
  readSmallInteger,
  TAG,
  type Tlv,
} from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { LARGEST_CERTIFICATE, tryParseCertificate, type Certificate } from '#pki/x509/certificate'
import { parseAlgorithm, type AlgorithmIdentifier } from '#pki/x509/algorithm'
import { parseName, type Name } from '#pki/x509/name'

export type SignerIdentifier =
  | { readonly kind: 'issuer'; readonly issuer: Name; readonly serial: Uint8Array }
  | { readonly kind: 'key'; readonly keyId: Uint8Array }

export interface SignerInfo {
  readonly identifier: SignerIdentifier
  readonly digestAlgorithm: AlgorithmIdentifier
  /** DER of the attributes as the SET that was signed; null when there are none. */
  readonly signedAttributes: Uint8Array | null
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  readonly unsignedAttributes: Uint8Array | null
}

export interface SignedData {
  readonly version: number
  /** What the message says of its digests; the signer's own word is what counts. */
  readonly digestAlgorithms: readonly AlgorithmIdentifier[]
  /** Certificate lists are in the message: never used. */
  readonly hasLists: boolean
  readonly contentType: string
  /** The embedded content, or null in a detached signature. */
  readonly content: Uint8Array | null
  /** DER of the certificates as they were sent. */
  readonly sent: readonly Uint8Array[]
  /** The same, each once. */
  readonly certificates: readonly Uint8Array[]
  /** Those of them that can be read as strictly as paths need it. */
  readonly readable: readonly Certificate[]
  /** DER of the others, which OpenSSL can read. */
  readonly unreadable: readonly Uint8Array[]
  readonly signers: readonly SignerInfo[]
}

const MOST_CERTIFICATES = 32
const MOST_SIGNERS = 16
/** Three times what RFC 5280 §4.1.2.2 allows. */
const LONGEST_SERIAL = 64

/** The content type of a CMS message, as far as it can be told; null for what is no CMS. */
export function cmsType(bytes: Uint8Array): string | null {
  try {
    // The header alone, so that encrypted mail of any shape gets its own explanation.
    let offset = 1
    if (bytes[0] !== TAG.sequence || bytes[1] === undefined) return null
    offset += bytes[1] > 0x80 ? 1 + (bytes[1] & 0x7f) : 1
    const length = bytes[offset + 1]
    if (bytes[offset] !== TAG.oid || length === undefined || length > 32) return null
    return readOid(readOne(bytes.subarray(offset, offset + 2 + length)))
  } catch (error) {
    if (error instanceof MalformedAsn1) return null
    throw error
  }
}

/**
 * Reads a CMS message that must be SignedData, in BER as streaming programs write it; throws MalformedAsn1. Certificates in
 * it must be DER all the same (RFC 5280 §4.1): the bytes that are judged are those that were sent.
 */
export function parseSignedData(bytes: Uint8Array): SignedData {
  return parseStrictSignedData(berToDer(bytes, BER_LIMITS, holdsCertificates))
}

/** The field `certificates` of SignedData (RFC 5652 §5.1), by its tag and its depth, which nothing else there has. */
function holdsCertificates(tag: number, depth: number): boolean {
  return depth === 3 && tag === context(0, true)
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** As `parseSignedData`, but what is read must be DER (EN 319 142-1 §6.3 wants it in a PDF). */
export function parseStrictSignedData(bytes: Uint8Array): SignedData {
  const outer = DerReader.inside(readOne(bytes))
  if (readOid(outer.next()) !== OID.signedData) throw new MalformedAsn1('not SignedData')
  const body = outer.next(context(0, true))
  outer.end()

  const reader = DerReader.inside(readOne(body.content))
  const version = readSmallInteger(reader.next())
  if (version < 1 || version > 5) throw new MalformedAsn1('bad SignedData version')
  const digestAlgorithms = DerReader.inside(reader.next(), TAG.set).rest(64).map(readDigest)
  const { contentType, content } = readContent(reader.next())
  const certificates = reader.optional(context(0, true))
  const lists = reader.optional(context(1, true))
  const signers = DerReader.inside(reader.next(), TAG.set).rest(MOST_SIGNERS)
  reader.end()
  const sent = certificates ? readCertificates(certificates) : []
  const ders = distinct(sent)
  return {
    version,
    digestAlgorithms,
    hasLists: lists !== undefined,
    contentType,
    content,
    sent,
    certificates: ders,
    ...readAll(ders),
    signers: signers.map(readSigner),
  }
}

/** A hash has no parameters, or NULL (RFC 5754 §2). */
function readDigest(tlv: Tlv): AlgorithmIdentifier {
  const algorithm = parseAlgorithm(tlv)
  const { parameters } = algorithm
  if (parameters && (parameters.tag !== TAG.null || parameters.content.length > 0)) {
    throw new MalformedAsn1('digest with parameters')
  }
  return algorithm
}

function readContent(tlv: Tlv): { contentType: string; content: Uint8Array | null } {
  const reader = DerReader.inside(tlv)
  const contentType = readOid(reader.next())
  const field = reader.optional(context(0, true))
  reader.end()
  return { contentType, content: field ? readOne(field.content, TAG.octetString).content : null }
}

/** X.509 certificates; the other choices of RFC 5652 §10.2.2 are obsolete or of no use here, and no mail has them. */
function readCertificates(tlv: Tlv): Uint8Array[] {
  return new DerReader(tlv.content).rest(MOST_CERTIFICATES).map((item) => {
    if (item.tag !== TAG.sequence) throw new MalformedAsn1('no certificate among the certificates')
    if (item.raw.length > LARGEST_CERTIFICATE) throw new MalformedAsn1('certificate too large')
    return item.raw
  })
}

/** The same certificate twice, as some programs send it, counts once. */
function distinct(ders: readonly Uint8Array[]): Uint8Array[] {
  return [...new Map(ders.map((der) => [view(der).toString('latin1'), der])).values()]
}

/**
 * What our reader finds too odd may still be somebody's certificate and only helps no path; what OpenSSL cannot read either
 * would keep others from verifying the message, so the message is refused.
 */
function readAll(ders: readonly Uint8Array[]): Pick<SignedData, 'readable' | 'unreadable'> {
  const readable: Certificate[] = []
  const unreadable: Uint8Array[] = []
  for (const der of ders) {
    const certificate = tryParseCertificate(der)
    if (certificate) readable.push(certificate)
    else if (isReadableByOpenssl(der)) unreadable.push(der)
    else throw new MalformedAsn1('no certificate among the certificates')
  }
  return { readable, unreadable }
}

function isReadableByOpenssl(der: Uint8Array): boolean {
  try {
    return new X509Certificate(view(der)).raw.length > 0
  } catch {
    return false
  }
}

function readSigner(tlv: Tlv): SignerInfo {
  const reader = DerReader.inside(tlv)
  const version = readSmallInteger(reader.next())
  const identifier = readIdentifier(reader.next())
  if (version !== (identifier.kind === 'issuer' ? 1 : 3))
    throw new MalformedAsn1('bad SignerInfo version')
  const digestAlgorithm = parseAlgorithm(reader.next())
  const signed = reader.optional(context(0, true))
  const signatureAlgorithm = parseAlgorithm(reader.next())
  const signature = reader.next(TAG.octetString).content
  const unsigned = reader.optional(context(1, true))
  reader.end()
  return {
    identifier,
    digestAlgorithm,
    signedAttributes: signed ? encode(TAG.set, [signed.content]) : null,
    signatureAlgorithm,
    signature,
    unsignedAttributes: unsigned ? unsigned.content : null,
  }
}

function readIdentifier(tlv: Tlv): SignerIdentifier {
  if (tlv.tag === context(0, false)) return { kind: 'key', keyId: tlv.content }
  const reader = DerReader.inside(tlv)
  const issuer = parseName(reader.next())
  const serial = reader.next(TAG.integer).content
  if (serial.length > LONGEST_SERIAL) throw new MalformedAsn1('serial number too long')
  reader.end()
  return { kind: 'issuer', issuer, serial }
}

/** Attributes by their type; one type twice throws, as each may be there once only (RFC 5652 §11). */
export function readAttributes(set: Uint8Array): Map<string, Tlv[]> {
  const attributes = new Map<string, Tlv[]>()
  for (const item of DerReader.inside(readOne(set), TAG.set).rest(64)) {
    const reader = DerReader.inside(item)
    const type = readOid(reader.next())
    const values = DerReader.inside(reader.next(), TAG.set).rest(16)
    reader.end()
    if (attributes.has(type)) throw new DuplicateAttribute(type)
    attributes.set(type, values)
  }
  return attributes
}

export class DuplicateAttribute extends Error {}
