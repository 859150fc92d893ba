/**
 * Verification of one CMS signature (RFC 5652 §5.4 to §5.6), stricter than the RFC: exactly one signer, signed attributes
 * required and each there once, SHA-2 only, and the ESS certificate binding honoured where it is there (RFC 5035).
 */
import { createHash } from 'node:crypto'
import {
  context,
  DerReader,
  encode,
  MalformedAsn1,
  readOid,
  readTime,
  TAG,
  type Tlv,
} from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import {
  DuplicateAttribute,
  readAttributes,
  type SignedData,
  type SignerInfo,
} from '#pki/cms/parse'
import {
  hashOf,
  parseAlgorithm,
  schemeOf,
  UnsupportedAlgorithm,
  verifySignature,
  type Hash,
} from '#pki/x509/algorithm'
import { parseGeneralNames } from '#pki/x509/general_name'
import { publicKeyOf, type Certificate } from '#pki/x509/certificate'

export const SIGNATURE_REASONS = [
  'signature.malformed',
  'signature.no_signed_attributes',
  'signature.duplicate_attribute',
  'signature.content_type',
  'signature.embedded_content',
  'signature.digest_mismatch',
  'signature.invalid',
  'signature.weak_hash',
  'signature.weak_key',
  'signature.algorithm',
  'signature.signing_certificate',
] as const
export const SIGNER_REASONS = [
  'signer.none',
  'signer.several',
  'signer.certificate_missing',
  'signer.certificate_ambiguous',
] as const

export type SignatureReason = (typeof SIGNATURE_REASONS)[number]
export type SignerReason = (typeof SIGNER_REASONS)[number]

export interface FoundSigner {
  readonly info: SignerInfo
  readonly certificate: Certificate
  /** The other certificates of the message, for building its path. */
  readonly others: readonly Certificate[]
}

/** The one signer and its certificate, or why there is none. */
export function findSigner(data: SignedData): FoundSigner | SignerReason {
  const [info] = data.signers
  if (!info) return 'signer.none'
  if (data.signers.length > 1) return 'signer.several'
  const matching = data.readable.filter((certificate) => isIdentified(certificate, info))
  const [certificate] = matching
  if (!certificate) return 'signer.certificate_missing'
  if (matching.length > 1 || hasDouble(data, certificate)) return 'signer.certificate_ambiguous'
  return { info, certificate, others: data.readable.filter((item) => item !== certificate) }
}

/** Of a key or a number its last octets do: they differ wherever keys and numbers differ, and short ones are found quickly. */
const MARK = 64

/** Another certificate with the signer's number or key that only laxer readers could read: they might take it for his. */
function hasDouble({ unreadable }: SignedData, { serial, spki }: Certificate): boolean {
  const marks = [encode(TAG.integer, [serial]), spki].map((mark) =>
    Buffer.from(mark).subarray(-MARK)
  )
  return unreadable.some((der) => marks.some((mark) => Buffer.from(der).includes(mark)))
}

function isIdentified(certificate: Certificate, { identifier }: SignerInfo): boolean {
  if (identifier.kind === 'key') {
    const { subjectKeyId } = certificate.extensions
    return subjectKeyId !== undefined && Buffer.compare(subjectKeyId, identifier.keyId) === 0
  }
  return (
    certificate.issuer.key === identifier.issuer.key &&
    Buffer.compare(certificate.serial, identifier.serial) === 0
  )
}

export interface SignatureFacts {
  /** What the signer says about when it signed; proves nothing. */
  readonly claimedAt: Date | null
  readonly hash: Hash
}

/**
 * Checks the signature over `content`, in one or several pieces; answers its facts, or the first thing that is wrong.
 * `wanted` is the content type that message and signed attribute must both name (RFC 5652 §11.1): id-data, or that of a
 * time stamp.
 */
export function verifySigner(
  data: SignedData,
  { info, certificate }: FoundSigner,
  content: Uint8Array | readonly Uint8Array[],
  wanted: string = OID.data
): SignatureFacts | SignatureReason {
  try {
    return verifyStrictly(data.contentType, wanted, info, certificate, content)
  } catch (error) {
    if (error instanceof DuplicateAttribute) return 'signature.duplicate_attribute'
    if (error instanceof MalformedAsn1) return 'signature.malformed'
    if (!(error instanceof UnsupportedAlgorithm)) throw error
    return error.reason === 'unsupported' ? 'signature.algorithm' : `signature.${error.reason}`
  }
}

function verifyStrictly(
  contentType: string,
  wanted: string,
  info: SignerInfo,
  certificate: Certificate,
  content: Uint8Array | readonly Uint8Array[]
): SignatureFacts | SignatureReason {
  const hash = hashOf(info.digestAlgorithm)
  const scheme = schemeOf(info.signatureAlgorithm, hash)
  if (!info.signedAttributes) return 'signature.no_signed_attributes'
  const attributes = readAttributes(info.signedAttributes)

  const type = only(attributes, OID.contentType)
  if (contentType !== wanted || !type || readOid(type) !== wanted) return 'signature.content_type'
  const digest = only(attributes, OID.messageDigest)
  if (!digest || digest.tag !== TAG.octetString) return 'signature.malformed'
  const actual = digestOf(hash, content)
  if (Buffer.compare(actual, digest.content) !== 0) return 'signature.digest_mismatch'
  if (!bindsCertificate(attributes, certificate)) return 'signature.signing_certificate'
  if (!protectsAlgorithms(attributes, info)) return 'signature.algorithm'
  const key = publicKeyOf(certificate)
  if (!verifySignature(scheme, key, info.signedAttributes, info.signature))
    return 'signature.invalid'
  const time = only(attributes, OID.signingTime)
  return { claimedAt: time ? readTime(time) : null, hash }
}

function digestOf(hash: Hash, content: Uint8Array | readonly Uint8Array[]): Buffer {
  const digest = createHash(hash)
  for (const piece of content instanceof Uint8Array ? [content] : content) digest.update(piece)
  return digest.digest()
}

/** The single value of an attribute; undefined when it is absent, an error when it has several. */
function only(attributes: ReadonlyMap<string, Tlv[]>, oid: string): Tlv | undefined {
  const values = attributes.get(oid)
  if (!values) return undefined
  if (values.length !== 1) throw new MalformedAsn1('attribute with several values')
  return values[0]
}

/**
 * ESS signing-certificate (RFC 2634 §5.4) and its version 2 (RFC 5035 §3): the first entry must be the signer's, and the
 * issuer and serial number in it as well where they are given (RFC 5035 §5.4).
 */
function bindsCertificate(
  attributes: ReadonlyMap<string, Tlv[]>,
  certificate: Certificate
): boolean {
  const bindings = [
    { value: only(attributes, OID.signingCertificate), fixed: 'sha1' as const },
    { value: only(attributes, OID.signingCertificateV2), fixed: undefined },
  ]
  return bindings.every(({ value, fixed }) => {
    if (!value) return true
    const [first] = DerReader.inside(value).sequence().rest(16)
    if (!first) return false
    const reader = DerReader.inside(first)
    const named = fixed ? undefined : reader.optional(TAG.sequence)
    const hash = fixed ?? (named ? hashOf(parseAlgorithm(named)) : 'sha256')
    const wanted = reader.next(TAG.octetString).content
    const issuerSerial = reader.optional(TAG.sequence)
    reader.end()
    if (issuerSerial && !namesIssuer(issuerSerial, certificate)) return false
    return Buffer.compare(createHash(hash).update(certificate.raw).digest(), wanted) === 0
  })
}

function namesIssuer(issuerSerial: Tlv, certificate: Certificate): boolean {
  const reader = DerReader.inside(issuerSerial)
  const names = parseGeneralNames(reader.next())
  const serial = reader.next(TAG.integer).content
  reader.end()
  return (
    Buffer.compare(serial, certificate.serial) === 0 &&
    names.some((name) => name.kind === 'directory' && name.name.key === certificate.issuer.key)
  )
}

/** CMSAlgorithmProtection (RFC 6211): what it names must be what is used. */
function protectsAlgorithms(attributes: ReadonlyMap<string, Tlv[]>, info: SignerInfo): boolean {
  const value = only(attributes, OID.algorithmProtection)
  if (!value) return true
  const reader = DerReader.inside(value)
  const digest = parseAlgorithm(reader.next())
  const signature = reader.optional(context(1, true))
  if (!signature || digest.oid !== info.digestAlgorithm.oid) return false
  return parseAlgorithm(signature, signature.tag).oid === info.signatureAlgorithm.oid
}
