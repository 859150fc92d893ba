/**
 * The profile of RFC 5280 §4: what certificates must be like, beside what §6.1 has a relying party compute.
 *
 * - `relying`: what contradicts itself, and could be read in two ways. Refused always: no honest authority issues it.
 * - `strict`: all that an authority MUST obey. `pki:path --cases` and `--strict` hold certificates against it. A partner's own
 *   authority that leaves a key identifier out deceives nobody, and the partner cannot mend it: the judge does not ask for that.
 */
import { MalformedAsn1 } from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { isWellFormedConstraint, isWellFormedName } from '#pki/path/name_constraints'
import { UnsupportedAlgorithm, type PublicKey } from '#pki/x509/algorithm'
import { KEY_USAGE, mailAddresses, publicKeyOf, type Certificate } from '#pki/x509/certificate'

export type Profile = 'relying' | 'strict'

/** Where a certificate stands: the end of a path, between, or trusted. */
export type Place = 'leaf' | 'issuer' | 'anchor'

interface Rule {
  /** The section, and what it wants. */
  readonly name: string
  readonly places: readonly Place[]
  readonly broken: (certificate: Certificate, issuer: Certificate | null) => boolean
  /** What of it is broken, where the rule has many sides. */
  readonly detail?: (certificate: Certificate) => string
}

const ANYWHERE: readonly Place[] = ['leaf', 'issuer', 'anchor']
const ISSUED: readonly Place[] = ['leaf', 'issuer']
const ISSUING: readonly Place[] = ['issuer', 'anchor']

const isCa = ({ extensions }: Certificate) => extensions.basicConstraints?.ca === true
const may = ({ extensions }: Certificate, bit: number) => extensions.keyUsage?.has(bit) === true
const isCritical = ({ extensions }: Certificate, oid: string) => extensions.critical.has(oid)

const RELYING: readonly Rule[] = [
  {
    name: '4.1.2.4 the issuer has a name',
    places: ANYWHERE,
    broken: ({ issuer }) => issuer.rdns.length === 0,
  },
  {
    name: '4.1.2.6 an authority has a name',
    places: ANYWHERE,
    broken: (item) => item.subject.rdns.length === 0 && isCa(item),
  },
  {
    name: '4.1.2.6 a subject without a name has an alternative one',
    places: ISSUED,
    broken: ({ subject, extensions }) =>
      subject.rdns.length === 0 && extensions.alternativeNames === undefined,
  },
  {
    name: '4.1.2.2 the serial number is not negative',
    places: ISSUED,
    broken: ({ serial }) => (serial[0]! & 0x80) !== 0,
  },
  {
    name: '4.2.1.9 who may sign certificates is an authority',
    places: ANYWHERE,
    broken: (item) => may(item, KEY_USAGE.keyCertSign) && !isCa(item),
  },
  {
    name: '4.2.1.9 only an authority limits the path',
    places: ANYWHERE,
    broken: (item) =>
      (item.extensions.basicConstraints?.pathLength ?? null) !== null && !isCa(item),
  },
  {
    name: '4.2.1.10 only an authority constrains names',
    places: ANYWHERE,
    broken: (item) => item.extensions.nameConstraints !== undefined && !isCa(item),
  },
  {
    name: '4.2.1.10 constraints are of a form that can be applied',
    places: ISSUING,
    broken: ({ extensions: { nameConstraints } }) =>
      [...(nameConstraints?.permitted ?? []), ...(nameConstraints?.excluded ?? [])].some(
        (subtree) =>
          !isWellFormedConstraint(subtree) &&
          // Widely written and read in one way only: what is below the domain.
          !(subtree.base.kind === 'dns' && subtree.base.value.startsWith('.'))
      ),
  },
]

const STRICT: readonly Rule[] = [
  {
    name: '4.1.2.1 extensions need version 3, and every certificate here needs extensions',
    places: ISSUED,
    broken: ({ version }) => version !== 3,
  },
  {
    name: '4.1.2.2 the serial number is positive, of 20 octets at most',
    places: ANYWHERE,
    broken: ({ serial }) =>
      serial.length > 20 || (serial[0]! & 0x80) !== 0 || serial.every((byte) => byte === 0),
  },
  {
    name: '4.1 every field is written to the letter',
    places: ANYWHERE,
    broken: ({ blemishes }) => blemishes.length > 0,
    detail: ({ blemishes }) => blemishes.join(', '),
  },
  {
    // Nobody should write any, but PKITS 4.3.6 has a good path with them: one that names its issuer must name the one of the issuer.
    name: '4.1.2.8 there are no unique identifiers, but the issuer’s',
    places: ANYWHERE,
    broken: ({ uniqueIds }, issuer) =>
      uniqueIds.issuer !== undefined &&
      (issuer?.uniqueIds.subject === undefined ||
        differs(uniqueIds.issuer, issuer.uniqueIds.subject)),
  },
  {
    name: '4.1.2.8 an end entity has no unique identifier',
    places: ['leaf'],
    broken: ({ uniqueIds }) => uniqueIds.subject !== undefined,
  },
  {
    name: '4.1.2.6 a subject without a name has a critical alternative one',
    places: ISSUED,
    broken: (item) => item.subject.rdns.length === 0 && !isCritical(item, OID.subjectAltName),
  },
  {
    name: '4.2.1.6 an alternative name beside a subject is not critical',
    places: ISSUED,
    broken: (item) => item.subject.rdns.length > 0 && isCritical(item, OID.subjectAltName),
  },
  {
    name: '4.2.1.6 alternative names are well-formed',
    places: ISSUED,
    broken: ({ extensions }) =>
      !(extensions.alternativeNames ?? []).every((name) => isWellFormedName(name)),
  },
  {
    name: '4.2.1.1 the authority key identifier is there',
    places: ISSUED,
    broken: (item, issuer) => item.extensions.authorityKeyId === undefined && issuer !== item,
  },
  {
    name: '4.2.1.1 the authority key identifier, if any, holds an identifier and is not critical',
    places: ANYWHERE,
    broken: (item) =>
      isCritical(item, OID.authorityKeyIdentifier) ||
      item.extensions.authorityKeyId?.length === 0 ||
      (item.extensions.hasAuthorityKeyIdentifier && item.extensions.authorityKeyId === undefined),
  },
  {
    name: '4.2.1.1 the authority key identifier is the issuer’s',
    places: ANYWHERE,
    broken: ({ extensions }, issuer) =>
      issuer !== null &&
      (differs(extensions.authorityKeyId, issuer.extensions.subjectKeyId) ||
        !isNamedBy(extensions.authorityCertificate, issuer)),
  },
  {
    name: '4.2.1.2 the subject key identifier of an authority is there, never empty and never critical',
    places: ANYWHERE,
    broken: (item) =>
      isCritical(item, OID.subjectKeyIdentifier) ||
      item.extensions.subjectKeyId?.length === 0 ||
      (isCa(item) && item.extensions.subjectKeyId === undefined),
  },
  {
    name: '4.2.1.3 an authority says what its key is for',
    places: ISSUING,
    broken: ({ extensions }) => extensions.keyUsage === undefined,
  },
  {
    name: '4.2.1.3 each bit of the key usage means something',
    places: ANYWHERE,
    broken: (item) => {
      const bits = [...(item.extensions.keyUsage ?? [])]
      const only = may(item, KEY_USAGE.encipherOnly) || may(item, KEY_USAGE.decipherOnly)
      return (
        bits.some((bit) => bit > KEY_USAGE.decipherOnly) ||
        (only && !may(item, KEY_USAGE.keyAgreement))
      )
    },
  },
  {
    name: '4.2.1.3 an authority may sign something',
    places: ['leaf'],
    broken: (item) =>
      isCa(item) &&
      item.extensions.keyUsage !== undefined &&
      !may(item, KEY_USAGE.keyCertSign) &&
      !may(item, KEY_USAGE.cRLSign),
  },
  {
    // Of an anchor only: PKITS 4.6.4 has a good path with an intermediate that says it without being critical.
    name: '4.2.1.9 basic constraints are critical',
    places: ['anchor'],
    broken: (item) => !isCritical(item, OID.basicConstraints),
  },
  {
    name: '4.2.1.10 name constraints are critical, and of a form of the profile',
    places: ISSUING,
    broken: (item) => {
      const { nameConstraints } = item.extensions
      if (!nameConstraints) return false
      const subtrees = [...nameConstraints.permitted, ...nameConstraints.excluded]
      return !isCritical(item, OID.nameConstraints) || !subtrees.every(isWellFormedConstraint)
    },
  },
  {
    // RFC 3280 left it open, and the authorities of PKITS, which state their policies, make use of that.
    name: '4.2.1.11 policy constraints are critical',
    places: ISSUING,
    broken: (item) =>
      (item.extensions.requireExplicitPolicy ?? item.extensions.inhibitPolicyMapping) !==
        undefined &&
      item.extensions.policies === undefined &&
      !isCritical(item, OID.policyConstraints),
  },
  {
    name: '4.2.1.14 an inhibition of any policy is critical',
    places: ISSUING,
    broken: (item) =>
      item.extensions.inhibitAnyPolicy !== undefined && !isCritical(item, OID.inhibitAnyPolicy),
  },
  {
    name: '4.2.2 access information is not critical',
    places: ANYWHERE,
    broken: (item) =>
      isCritical(item, OID.authorityInfoAccess) || isCritical(item, OID.subjectInfoAccess),
  },
  {
    name: '4.2.1.15 the freshest list is not critical',
    places: ANYWHERE,
    broken: (item) => isCritical(item, OID.freshestCrl),
  },
  {
    name: 'SMBR 6.1.5 the bits of an RSA key are a multiple of eight',
    places: ANYWHERE,
    broken: (item) => {
      const key = soundKey(item)
      return key !== null && key.type !== 'ec' && key.bits % 8 !== 0
    },
  },
]

/** What public authorities must keep to for mail (CA/Browser Forum, S/MIME Baseline Requirements). */
const STRICT_MAIL: readonly Rule[] = [
  {
    name: 'SMBR 7.1.2.3 the signer’s key usage is said',
    places: ['leaf'],
    broken: ({ extensions }) => extensions.keyUsage === undefined,
  },
  {
    name: 'SMBR 7.1.2.2 an authority signs its revocation lists',
    places: ['issuer'],
    broken: (item) => !may(item, KEY_USAGE.cRLSign),
  },
  {
    name: 'SMBR 7.1.4.2 the alternative names hold a mail address',
    places: ['leaf'],
    broken: (item) => mailAddresses(item).length === 0,
  },
]

/**
 * The rule that `certificate` breaks at its place, or null. `issuer` is the certificate that it was verified with, itself where it
 * signed itself, null where that is not known (an anchor that somebody else issued).
 */
export function brokenRule(
  certificate: Certificate,
  issuer: Certificate | null,
  place: Place,
  profile: Profile,
  forMail: boolean
): string | null {
  const rules = [
    ...RELYING,
    ...(profile === 'strict' ? STRICT : []),
    ...(profile === 'strict' && forMail ? STRICT_MAIL : []),
  ]
  const rule = rules.find(
    ({ places, broken }) => places.includes(place) && broken(certificate, issuer)
  )
  if (!rule) return null
  return rule.detail ? `${rule.name}: ${rule.detail(certificate)}` : rule.name
}

/** The certificate's key, or null when it is not of a kind and strength that counts (§4.1.2.7, RFC 3279, RFC 5480). */
export function soundKey(certificate: Certificate): PublicKey | null {
  try {
    return publicKeyOf(certificate)
  } catch (error) {
    if (error instanceof UnsupportedAlgorithm || error instanceof MalformedAsn1) return null
    throw error
  }
}

function differs(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.compare(a, b) !== 0
}

/** Whether the issuer is the one that authorityCertIssuer and authorityCertSerialNumber name. */
function isNamedBy(
  named: Certificate['extensions']['authorityCertificate'],
  issuer: Certificate
): boolean {
  if (!named) return true
  const issuers = named.issuer.flatMap((name) => (name.kind === 'directory' ? [name.name.key] : []))
  return issuers.includes(issuer.issuer.key) && Buffer.compare(named.serial, issuer.serial) === 0
}
