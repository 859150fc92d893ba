/** X.509 version 3 certificates (RFC 5280 §4), read strictly; nothing here decides whether one is trusted. */
import { createHash } from 'node:crypto'
import {
  context,
  DerReader,
  MalformedAsn1,
  readBitStringBytes,
  readBoolean,
  readIntegerBytes,
  readNamedBits,
  readOid,
  readOne,
  readSmallInteger,
  readTime,
  TAG,
  type Tlv,
} from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import {
  parseAlgorithm,
  parsePublicKey,
  type AlgorithmIdentifier,
  type PublicKey,
} from '#pki/x509/algorithm'
import { parseGeneralName, parseGeneralNames, type GeneralName } from '#pki/x509/general_name'
import { parseName, type Name } from '#pki/x509/name'
import { parseDistributionPoints, type DistributionPoint } from '#pki/x509/distribution_point'

export const KEY_USAGE = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
  encipherOnly: 7,
  decipherOnly: 8,
} as const

export interface Extension {
  readonly oid: string
  readonly critical: boolean
  readonly value: Uint8Array
}

export interface Subtree {
  readonly base: GeneralName
}

export interface PolicyMapping {
  readonly issuer: string
  readonly subject: string
}

export interface Extensions {
  readonly subjectKeyId?: Uint8Array
  readonly hasAuthorityKeyIdentifier: boolean
  readonly authorityKeyId?: Uint8Array
  /** The other way of §4.2.1.1 to name the issuer's certificate. */
  readonly authorityCertificate?: {
    readonly issuer: readonly GeneralName[]
    readonly serial: Uint8Array
  }
  readonly keyUsage?: ReadonlySet<number>
  readonly extendedKeyUsage?: ReadonlySet<string>
  readonly basicConstraints?: { readonly ca: boolean; readonly pathLength: number | null }
  readonly alternativeNames?: readonly GeneralName[]
  readonly nameConstraints?: {
    readonly permitted: readonly Subtree[]
    readonly excluded: readonly Subtree[]
  }
  readonly policies?: readonly string[]
  /** Some policy has qualifiers that are neither a CPS pointer nor a user notice. */
  readonly unknownQualifiers?: boolean
  readonly policyMappings?: readonly PolicyMapping[]
  readonly requireExplicitPolicy?: number
  readonly inhibitPolicyMapping?: number
  readonly inhibitAnyPolicy?: number
  readonly distributionPoints?: readonly DistributionPoint[]
  readonly freshestCrl?: readonly DistributionPoint[]
  readonly ocspUrls: readonly string[]
  readonly ocspNoCheck: boolean
  /** Critical extensions that this reader does not know: they make a path invalid. */
  readonly unknownCritical: readonly string[]
  /** Object identifiers of the critical ones, known or not. */
  readonly critical: ReadonlySet<string>
}

export interface Certificate {
  /** DER of the whole certificate. */
  readonly raw: Uint8Array
  readonly tbs: Uint8Array
  readonly version: number
  /** Content octets of the serial number. */
  readonly serial: Uint8Array
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  readonly issuer: Name
  readonly subject: Name
  readonly notBefore: Date
  readonly notAfter: Date
  readonly spki: Uint8Array
  readonly extensions: Extensions
  /** SHA-256 of `raw`, lower-case hexadecimal. */
  readonly fingerprint: string
  readonly selfIssued: boolean
  /** Unique identifiers (RFC 5280 §4.1.2.8), which nobody should write any more. */
  readonly uniqueIds: { readonly issuer?: Uint8Array; readonly subject?: Uint8Array }
  /**
   * What is read without doubt, but must not be written so: a DEFAULT value that is spelled out (X.690 §11.5), named bits with
   * trailing zeros (§11.2.2), a SET out of order (§11.6), one purpose twice, a text too long for its attribute. Refused only where a
   * path is held against the whole profile.
   */
  readonly blemishes: readonly string[]
}

/** Beyond it nothing is a certificate: honest ones have a few thousand bytes. */
export const LARGEST_CERTIFICATE = 65_536

/** Certificates read lately, by fingerprint: authorities come with every message, and their keys are costly to open. */
const read = new Map<string, Certificate>()
const MOST_KEPT = 256

/** Reads one DER certificate; throws MalformedAsn1. The same bytes give the same object while they are remembered. */
export function parseCertificate(der: Uint8Array): Certificate {
  if (der.length > LARGEST_CERTIFICATE) throw new MalformedAsn1('certificate too large')
  const fingerprint = createHash('sha256').update(der).digest('hex')
  const known = read.get(fingerprint)
  if (known) {
    read.delete(fingerprint)
    read.set(fingerprint, known)
    return known
  }
  // A copy: the bytes handed over may be a view into a whole message, which must not live on with its certificates.
  const certificate = readCertificate(new Uint8Array(der), fingerprint)
  if (read.size >= MOST_KEPT) read.delete(read.keys().next().value!)
  read.set(fingerprint, certificate)
  return certificate
}

function readCertificate(der: Uint8Array, fingerprint: string): Certificate {
  const blemishes: string[] = []
  const outer = DerReader.inside(readOne(der))
  const tbs = outer.next(TAG.sequence)
  const signatureAlgorithm = parseAlgorithm(outer.next())
  const signature = readBitStringBytes(outer.next())
  outer.end()

  const reader = DerReader.inside(tbs)
  const versionField = reader.optional(context(0, true))
  const version = versionField ? readSmallInteger(readOne(versionField.content)) + 1 : 1
  if (version > 3 || (versionField && version === 1)) throw new MalformedAsn1('bad version')
  const serial = readIntegerBytes(reader.next())
  const inner = parseAlgorithm(reader.next())
  if (Buffer.compare(inner.raw, signatureAlgorithm.raw) !== 0) {
    throw new MalformedAsn1('signature algorithms differ')
  }
  const issuer = parseName(reader.next(), blemishes)
  const validity = reader.sequence()
  const notBefore = readTime(validity.next())
  const end = validity.next()
  const notAfter = readTime(end)
  validity.end()
  // §4.1.2.5. Of the end only: PKITS 4.2.4 has a good certificate that begins with such a time.
  if (end.tag === TAG.generalizedTime && notAfter.getUTCFullYear() < 2050) {
    blemishes.push('GeneralizedTime before 2050')
  }
  const subject = parseName(reader.next(), blemishes)
  const spki = reader.next(TAG.sequence).raw
  const issuerId = reader.optional(context(1, false))
  const subjectId = reader.optional(context(2, false))
  if (version === 1 && (issuerId || subjectId)) {
    throw new MalformedAsn1('unique identifiers in version 1')
  }
  const extensionField = reader.optional(context(3, true))
  reader.end()
  if (extensionField && version !== 3) throw new MalformedAsn1('extensions in an old version')
  const list = extensionField ? parseExtensionList(readOne(extensionField.content), blemishes) : []

  return {
    raw: der,
    tbs: tbs.raw,
    version,
    serial,
    signatureAlgorithm,
    signature,
    issuer,
    subject,
    notBefore,
    notAfter,
    spki,
    extensions: interpret(list, blemishes),
    fingerprint,
    selfIssued: issuer.key === subject.key,
    uniqueIds: {
      ...(issuerId && { issuer: issuerId.content }),
      ...(subjectId && { subject: subjectId.content }),
    },
    blemishes,
  }
}

/** SEQUENCE OF Extension; one extension twice is refused (RFC 5280 §4.2). */
export function parseExtensionList(tlv: Tlv, blemishes: string[] = []): Extension[] {
  const seen = new Set<string>()
  const list = DerReader.inside(tlv)
    .rest(64)
    .map((item) => {
      const reader = DerReader.inside(item)
      const oid = readOid(reader.next())
      const flag = reader.optional(TAG.boolean)
      const critical = flag ? readBoolean(flag) : false
      if (flag && !critical) blemishes.push(`default criticality of ${oid}`)
      const value = reader.next(TAG.octetString).content
      reader.end()
      if (seen.has(oid)) throw new MalformedAsn1('extension twice')
      seen.add(oid)
      return { oid, critical, value }
    })
  if (list.length === 0) throw new MalformedAsn1('no extensions')
  return list
}

type Draft = { -readonly [K in keyof Extensions]: Extensions[K] } & { unknownCritical: string[] }

const READERS: Record<string, (value: Tlv, into: Draft, blemishes: string[]) => void> = {
  [OID.subjectKeyIdentifier]: (value, into) => {
    if (value.tag !== TAG.octetString) throw new MalformedAsn1('bad key identifier')
    into.subjectKeyId = value.content
  },
  [OID.authorityKeyIdentifier]: (value, into) => {
    const reader = DerReader.inside(value)
    const id = reader.optional(context(0, false))
    const names = reader.optional(context(1, true))
    const serial = reader.optional(context(2, false))
    reader.end()
    if (!names !== !serial) throw new MalformedAsn1('authority certificate by half')
    into.hasAuthorityKeyIdentifier = true
    if (id) into.authorityKeyId = id.content
    if (names && serial) {
      into.authorityCertificate = {
        issuer: parseGeneralNames(names, names.tag),
        serial: readIntegerBytes(serial, serial.tag),
      }
    }
  },
  [OID.keyUsage]: (value, into, blemishes) => {
    into.keyUsage = readNamedBits(value)
    if (hasTrailingZeros(value.content)) blemishes.push('key usage with trailing zeros')
    if (into.keyUsage.size === 0) throw new MalformedAsn1('empty key usage')
  },
  [OID.extendedKeyUsage]: (value, into, blemishes) => {
    const list = DerReader.inside(value).rest(64)
    if (list.length === 0) throw new MalformedAsn1('empty extended key usage')
    into.extendedKeyUsage = new Set(list.map((item) => readOid(item)))
    if (into.extendedKeyUsage.size < list.length) blemishes.push('purpose twice')
  },
  [OID.basicConstraints]: (value, into, blemishes) => {
    const reader = DerReader.inside(value)
    const flag = reader.optional(TAG.boolean)
    const ca = flag ? readBoolean(flag) : false
    if (flag && !ca) blemishes.push('default cA')
    const length = reader.optional(TAG.integer)
    reader.end()
    into.basicConstraints = { ca, pathLength: length ? readSmallInteger(length) : null }
  },
  [OID.subjectAltName]: (value, into) => {
    into.alternativeNames = parseGeneralNames(value)
  },
  [OID.nameConstraints]: (value, into, blemishes) => {
    const reader = DerReader.inside(value)
    const permitted = reader.optional(context(0, true))
    const excluded = reader.optional(context(1, true))
    reader.end()
    if (!permitted && !excluded) throw new MalformedAsn1('empty name constraints')
    into.nameConstraints = {
      permitted: readSubtrees(permitted, blemishes),
      excluded: readSubtrees(excluded, blemishes),
    }
  },
  [OID.certificatePolicies]: (value, into) => {
    const policies = DerReader.inside(value)
      .rest(256)
      .map((item) => {
        const reader = DerReader.inside(item)
        const policy = readOid(reader.next())
        const qualifiers = reader.optional(TAG.sequence)
        reader.end()
        if (qualifiers && !areKnown(qualifiers)) into.unknownQualifiers = true
        return policy
      })
    if (policies.length === 0 || new Set(policies).size !== policies.length) {
      throw new MalformedAsn1('bad certificate policies')
    }
    into.policies = policies
  },
  [OID.policyMappings]: (value, into) => {
    into.policyMappings = DerReader.inside(value)
      .rest(256)
      .map((item) => {
        const reader = DerReader.inside(item)
        const mapping = { issuer: readOid(reader.next()), subject: readOid(reader.next()) }
        reader.end()
        return mapping
      })
    if (into.policyMappings.length === 0) throw new MalformedAsn1('empty policy mappings')
  },
  [OID.policyConstraints]: (value, into) => {
    const reader = DerReader.inside(value)
    const explicit = reader.optional(context(0, false))
    const mapping = reader.optional(context(1, false))
    reader.end()
    if (!explicit && !mapping) throw new MalformedAsn1('empty policy constraints')
    if (explicit) into.requireExplicitPolicy = readSmallInteger(explicit, explicit.tag)
    if (mapping) into.inhibitPolicyMapping = readSmallInteger(mapping, mapping.tag)
  },
  [OID.inhibitAnyPolicy]: (value, into) => {
    into.inhibitAnyPolicy = readSmallInteger(value)
  },
  [OID.crlDistributionPoints]: (value, into) => {
    into.distributionPoints = parseDistributionPoints(value)
  },
  [OID.freshestCrl]: (value, into) => {
    into.freshestCrl = parseDistributionPoints(value)
  },
  [OID.authorityInfoAccess]: (value, into) => {
    into.ocspUrls = readAccess(value).flatMap(({ method, location }) =>
      method === OID.ocsp && location.kind === 'uri' ? [location.value] : []
    )
  },
  [OID.ocspNoCheck]: (value, into) => {
    if (value.tag !== TAG.null) throw new MalformedAsn1('bad OCSP no-check')
    into.ocspNoCheck = true
  },
  [OID.issuerAltName]: (value) => void parseGeneralNames(value),
  [OID.subjectInfoAccess]: (value) => void readAccess(value),
}

/** Whether the last bit that is counted is 0 (X.690 §11.2.2): of a BIT STRING's content, whose first octet counts those that are not. */
function hasTrailingZeros(content: Uint8Array): boolean {
  return content.length > 1 && (content.at(-1)! & (1 << content[0]!)) === 0
}

const QUALIFIERS = new Set<string>([OID.cpsQualifier, OID.noticeQualifier])

/** SEQUENCE OF PolicyQualifierInfo, one at least (RFC 5280 §4.2.1.4): whether all are of a kind that says nothing to machines. */
function areKnown(qualifiers: Tlv): boolean {
  const list = DerReader.inside(qualifiers).rest(32)
  if (list.length === 0) throw new MalformedAsn1('empty policy qualifiers')
  return list
    .map((item) => readOid(DerReader.inside(item).next()))
    .every((id) => QUALIFIERS.has(id))
}

/** SEQUENCE OF AccessDescription, one at least (RFC 5280 §4.2.2.1). */
function readAccess(value: Tlv): { readonly method: string; readonly location: GeneralName }[] {
  const list = DerReader.inside(value).rest(32)
  if (list.length === 0) throw new MalformedAsn1('empty access information')
  return list.map((item) => {
    const reader = DerReader.inside(item)
    const method = readOid(reader.next())
    const location = parseGeneralName(reader.next())
    reader.end()
    return { method, location }
  })
}

function interpret(list: readonly Extension[], blemishes: string[]): Extensions {
  const critical = new Set(list.filter((item) => item.critical).map((item) => item.oid))
  const draft: Draft = {
    hasAuthorityKeyIdentifier: false,
    ocspUrls: [],
    ocspNoCheck: false,
    unknownCritical: [],
    critical,
  }
  for (const { oid, value } of list) {
    const reader = READERS[oid]
    if (reader) reader(readOne(value), draft, blemishes)
    else if (critical.has(oid)) draft.unknownCritical.push(oid)
  }
  // §4.2.1.4: who cannot interpret a qualifier of a critical extension must not accept the certificate.
  if (draft.unknownQualifiers && critical.has(OID.certificatePolicies)) {
    draft.unknownCritical.push(OID.certificatePolicies)
  }
  return draft
}

/** GeneralSubtrees; minimum must be 0 and maximum absent (RFC 5280 §4.2.1.10). */
function readSubtrees(tlv: Tlv | undefined, blemishes: string[]): Subtree[] {
  if (!tlv) return []
  const subtrees = DerReader.inside(tlv, tlv.tag)
    .rest(1024)
    .map((item) => {
      const reader = DerReader.inside(item)
      const base = parseGeneralName(reader.next())
      const minimum = reader.optional(context(0, false))
      if (minimum && readSmallInteger(minimum, minimum.tag) !== 0)
        throw new MalformedAsn1('minimum')
      if (minimum) blemishes.push('default minimum')
      reader.end()
      return { base }
    })
  if (subtrees.length === 0) throw new MalformedAsn1('empty subtrees')
  return subtrees
}

/** Reads a certificate, or answers null where it is malformed: for pools of certificates that strangers filled. */
export function tryParseCertificate(der: Uint8Array): Certificate | null {
  try {
    return parseCertificate(der)
  } catch (error) {
    if (error instanceof MalformedAsn1) return null
    throw error
  }
}

const keys = new WeakMap<Certificate, PublicKey>()

/** The certificate's public key; throws UnsupportedAlgorithm or MalformedAsn1. */
export function publicKeyOf(certificate: Certificate): PublicKey {
  let key = keys.get(certificate)
  if (!key) {
    key = parsePublicKey(certificate.spki)
    keys.set(certificate, key)
  }
  return key
}

/** Serial number as upper-case hexadecimal, as certificate viewers show it. */
export function serialText(certificate: Certificate): string {
  const hex = Buffer.from(certificate.serial).toString('hex').toUpperCase()
  return hex.replace(/^00(?=.)/, '')
}

/** The mail addresses of the subjectAltName; the subject's own name never counts. */
export function mailAddresses(certificate: Certificate): string[] {
  return (certificate.extensions.alternativeNames ?? []).flatMap((name) =>
    name.kind === 'rfc822' || name.kind === 'smtpUtf8' ? [name.value] : []
  )
}
