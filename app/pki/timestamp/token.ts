/**
 * Judging a time stamp token (RFC 3161 §2.4.2, RFC 5816): that it is about this digest, that it answers this question, and that an
 * authority which we trust signed it with a certificate for nothing but time stamps.
 */
import {
  context,
  DerReader,
  encode,
  MalformedAsn1,
  readBoolean,
  readIntegerBytes,
  readOid,
  readOne,
  readSmallInteger,
  readTime,
  TAG,
  type Tlv,
} from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { parseSignedData, readAttributes, type SignedData } from '#pki/cms/parse'
import { findSigner, verifySigner, type FoundSigner } from '#pki/cms/verify'
import type { Evidence, RevocationSource, Timestamp, TrustStore } from '#pki/contract'
import { buildPath } from '#pki/path/build'
import { checkPathRevocation } from '#pki/path/revocation'
import { factsOf } from '#pki/signer_facts'
import { openTrust } from '#pki/trust_store'
import { hashOf, parseAlgorithm, UnsupportedAlgorithm } from '#pki/x509/algorithm'
import { KEY_USAGE, type Certificate } from '#pki/x509/certificate'
import { parseGeneralName } from '#pki/x509/general_name'

export const TIMESTAMP_REASONS = [
  'timestamp.unavailable',
  'timestamp.refused',
  'timestamp.malformed',
  'timestamp.imprint',
  'timestamp.nonce',
  'timestamp.policy',
  'timestamp.time',
  'timestamp.signature',
  'timestamp.purpose',
  'timestamp.untrusted',
  'timestamp.expired',
  'timestamp.revoked',
  'timestamp.revocation_unknown',
] as const
export type TimestampReason = (typeof TIMESTAMP_REASONS)[number]

export interface TimestampExpectation {
  /** SHA-256 of what was stamped. */
  readonly digest: Uint8Array
  /** The question's nonce; the answer to no question of ours when left out. */
  readonly nonce?: Uint8Array
  readonly policy?: string
  /** The stamp must have been made between these, give or take its own accuracy and a clock's error. */
  readonly between?: readonly [from: Date, to: Date]
  readonly trust: TrustStore
  /** Left out, revocation is not looked at. */
  readonly revocation?: RevocationSource
  /** The instant at which revocation data must be fresh; the stamp's own time when left out. */
  readonly now?: Date
}

/** Clocks differ. */
const SKEW = 5 * 60_000
/** A stamp that may be off by more says too little. */
const WORST_ACCURACY = 60_000

/** Judges one DER token; the first thing that is wrong, or what it says. Never throws for its content. */
export async function judgeTimestamp(
  token: Uint8Array,
  expected: TimestampExpectation
): Promise<Timestamp | TimestampReason> {
  try {
    return await judge(token, expected)
  } catch (error) {
    if (error instanceof MalformedAsn1) return 'timestamp.malformed'
    if (error instanceof UnsupportedAlgorithm) return 'timestamp.imprint'
    throw error
  }
}

async function judge(
  token: Uint8Array,
  expected: TimestampExpectation
): Promise<Timestamp | TimestampReason> {
  const data = parseSignedData(token)
  if (data.contentType !== OID.timeStampInfo || !data.content) return 'timestamp.malformed'
  const info = readInfo(data.content)
  if (Buffer.compare(info.digest, expected.digest) !== 0) return 'timestamp.imprint'
  if (expected.nonce && (!info.nonce || Buffer.compare(info.nonce, expected.nonce) !== 0)) {
    return 'timestamp.nonce'
  }
  if (expected.policy && info.policy !== expected.policy) return 'timestamp.policy'
  if (!isTimely(info, expected.between)) return 'timestamp.time'
  const signer = provenSigner(data, info)
  if (typeof signer === 'string') return signer
  return judgePath(token, info, signer, expected)
}

function isTimely({ at, accuracyMs }: TimestampInfo, between?: readonly [Date, Date]): boolean {
  if (accuracyMs > WORST_ACCURACY) return false
  if (!between) return true
  const give = accuracyMs + SKEW
  const [from, to] = between.map((instant) => instant.getTime()) as [number, number]
  return at.getTime() >= from - give && at.getTime() <= to + give
}

/** The signature, and the ESS binding that RFC 3161 §2.4.2 asks for; `verifySigner` has compared it where it is there. */
function provenSigner(data: SignedData, info: TimestampInfo): FoundSigner | TimestampReason {
  const signer = findSigner(data)
  if (typeof signer === 'string') return 'timestamp.signature'
  const facts = verifySigner(data, signer, data.content!, OID.timeStampInfo)
  if (typeof facts === 'string') return 'timestamp.signature'
  const attributes = readAttributes(signer.info.signedAttributes!)
  const bound = attributes.has(OID.signingCertificateV2) || attributes.has(OID.signingCertificate)
  if (!bound || !isNamed(info, signer.certificate)) return 'timestamp.signature'
  return isForTimestampsOnly(signer.certificate) ? signer : 'timestamp.purpose'
}

/** RFC 3161 §2.3: one extended key usage, id-kp-timeStamping, and critical. */
function isForTimestampsOnly({ extensions }: Certificate): boolean {
  const { extendedKeyUsage, critical } = extensions
  return (
    critical.has(OID.extendedKeyUsage) &&
    extendedKeyUsage?.size === 1 &&
    extendedKeyUsage.has(OID.timeStamping)
  )
}

/** Where the stamp names its authority, the name must be one of the certificate's. */
function isNamed({ authority }: TimestampInfo, certificate: Certificate): boolean {
  if (!authority) return true
  const name = parseGeneralName(authority)
  if (name.kind !== 'directory') return true
  const others = certificate.extensions.alternativeNames ?? []
  return (
    name.name.key === certificate.subject.key ||
    others.some((other) => other.kind === 'directory' && other.name.key === name.name.key)
  )
}

async function judgePath(
  token: Uint8Array,
  info: TimestampInfo,
  signer: FoundSigner,
  expected: TimestampExpectation
): Promise<Timestamp | TimestampReason> {
  const { anchors, intermediates } = openTrust(expected.trust)
  const pool = [...signer.others, ...intermediates]
  const { path, anchor, findings } = buildPath(signer.certificate, pool, anchors, {
    at: info.at,
    purpose: {
      keyUsage: [KEY_USAGE.digitalSignature, KEY_USAGE.nonRepudiation],
      extendedKeyUsage: [OID.timeStamping],
    },
  })
  if (findings.some(({ reason }) => reason.startsWith('purpose.'))) return 'timestamp.purpose'
  if (findings.some(({ reason }) => reason.startsWith('chain.'))) return 'timestamp.untrusted'
  if (findings.length > 0 || !anchor) return 'timestamp.expired'
  const chain = [...path, anchor]
  let evidence: Evidence = { certificates: [], crls: [], ocsp: [] }
  if (expected.revocation) {
    const now = expected.now ?? info.at
    const source = expected.revocation
    const status = await checkPathRevocation(path, anchor, { now, source, pool })
    if (status.status === 'revoked') return 'timestamp.revoked'
    if (status.status === 'unknown') return 'timestamp.revocation_unknown'
    evidence = status.evidence
  }
  return {
    token,
    at: info.at,
    policy: info.policy,
    signer: factsOf(signer.certificate, chain),
    evidence: {
      ...evidence,
      certificates: [...chain.map(({ raw }) => raw), ...evidence.certificates],
    },
  }
}

interface TimestampInfo {
  readonly policy: string
  readonly digest: Uint8Array
  readonly at: Date
  readonly accuracyMs: number
  /** Content octets of the INTEGER. */
  readonly nonce: Uint8Array | null
  /** GeneralName of the authority. */
  readonly authority: Tlv | null
}

/** TSTInfo (RFC 3161 §2.4.2); an imprint by another hash than SHA-256 throws. */
function readInfo(der: Uint8Array): TimestampInfo {
  const reader = DerReader.inside(readOne(der))
  if (readSmallInteger(reader.next()) !== 1) throw new MalformedAsn1('bad TSTInfo version')
  const policy = readOid(reader.next())
  const imprint = reader.sequence()
  if (hashOf(parseAlgorithm(imprint.next())) !== 'sha256') throw new UnsupportedAlgorithm('imprint')
  const digest = imprint.next(TAG.octetString).content
  imprint.end()
  readIntegerBytes(reader.next())
  const at = readFractionalTime(reader.next(TAG.generalizedTime))
  const accuracyMs = readAccuracy(reader.optional(TAG.sequence))
  const ordering = reader.optional(TAG.boolean)
  if (ordering) readBoolean(ordering)
  const nonce = reader.optional(TAG.integer)
  const authority = reader.optional(context(0, true))
  reader.optional(context(1, true))
  reader.end()
  return {
    policy,
    digest,
    at,
    accuracyMs,
    nonce: nonce ? readIntegerBytes(nonce) : null,
    authority: authority ? readOne(authority.content) : null,
  }
}

/** GeneralizedTime with a fraction of a second, as RFC 3161 allows it beside the form of RFC 5280; cut to milliseconds. */
function readFractionalTime(tlv: Tlv): Date {
  const text = Buffer.from(tlv.content).toString('latin1')
  const match = /^(\d{14})\.(\d{0,8}[1-9])Z$/.exec(text)
  if (!match) return readTime(tlv)
  const whole = encode(TAG.generalizedTime, [Buffer.from(`${match[1]}Z`)])
  const milliseconds = Number(match[2]!.padEnd(3, '0').slice(0, 3))
  return new Date(readTime(readOne(whole)).getTime() + milliseconds)
}

/** Accuracy in milliseconds, rounded up; absent fields count as nothing. */
function readAccuracy(tlv: Tlv | undefined): number {
  if (!tlv) return 0
  const reader = DerReader.inside(tlv)
  const seconds = reader.optional(TAG.integer)
  const millis = reader.optional(context(0, false))
  const micros = reader.optional(context(1, false))
  reader.end()
  const number = (field: Tlv | undefined) => (field ? readSmallInteger(field, field.tag) : 0)
  return number(seconds) * 1000 + number(millis) + Math.ceil(number(micros) / 1000)
}
