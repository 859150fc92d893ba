import { DateTime } from 'luxon'
import type { Language } from '#core/http/surfaces'
import { formatDate } from '#core/views/format'
import type { Translate } from '#core/words'
import { OID } from '#pki/asn1/oids'
import { MalformedAsn1 } from '#pki/asn1/der'
import { schemeOf, UnsupportedAlgorithm } from '#pki/x509/algorithm'
import { mailAddresses, publicKeyOf, serialText, type Certificate } from '#pki/x509/certificate'
import { commonName, displayName } from '#pki/x509/name'

export interface CardFact {
  label: string
  value: string | string[]
  code?: boolean
  /** It tells which certificate this is, beyond what people remember. */
  names?: 'fingerprint'
}

/** A certificate as people read it: what it is called, and its facts. */
export interface CertificateCard {
  name: string
  fingerprint: string
  facts: CardFact[]
}

interface Reader {
  t: Translate
  language: Language
}

/** By bit (RFC 5280 §4.2.1.3). */
const KEY_USAGE_LABELS = [
  'trust.usage.digital_signature',
  'trust.usage.non_repudiation',
  'trust.usage.key_encipherment',
  'trust.usage.data_encipherment',
  'trust.usage.key_agreement',
  'trust.usage.key_cert_sign',
  'trust.usage.crl_sign',
]

const PURPOSE_LABELS: Record<string, string> = {
  [OID.emailProtection]: 'trust.usage.email',
  [OID.documentSigning]: 'trust.usage.document',
  [OID.msDocumentSigning]: 'trust.usage.document',
  [OID.adobeDocumentSigning]: 'trust.usage.document',
  [OID.ocspSigning]: 'trust.usage.ocsp',
  [OID.anyExtendedKeyUsage]: 'trust.usage.any',
  '1.3.6.1.5.5.7.3.1': 'trust.usage.server',
  '1.3.6.1.5.5.7.3.2': 'trust.usage.client',
  '1.3.6.1.5.5.7.3.8': 'trust.usage.time_stamp',
}

/** The fingerprint in groups of four, four groups a line: as it is read aloud. */
export function fingerprintGroups(sha256: string): string[] {
  return sha256.match(/.{16}/g)!.map((line) => line.replaceAll(/(.{4})(?=.)/g, '$1 '))
}

/** For who is to write down what they hear, and must not be able to copy it. */
export function withoutFingerprint(card: CertificateCard): Omit<CertificateCard, 'fingerprint'> {
  const { name, facts } = card
  return { name, facts: facts.filter(({ names }) => names !== 'fingerprint') }
}

export function certificateCard(
  certificate: Certificate,
  { t, language }: Reader
): CertificateCard {
  const { extensions } = certificate
  const day = (date: Date) => formatDate(DateTime.fromJSDate(date), language)
  const facts: (CardFact | null)[] = [
    { label: t('trust.fact.subject'), value: displayName(certificate.subject) || '–' },
    {
      label: t('trust.fact.issuer'),
      value: certificate.selfIssued ? t('trust.fact.itself') : displayName(certificate.issuer),
    },
    listFact(t('trust.fact.addresses'), mailAddresses(certificate)),
    {
      label: t('trust.fact.validity'),
      value: t('trust.fact.from_until', {
        from: day(certificate.notBefore),
        until: day(certificate.notAfter),
      }),
    },
    { label: t('trust.fact.serial'), value: serialText(certificate), code: true },
    {
      label: t('trust.fact.fingerprint'),
      value: fingerprintGroups(certificate.fingerprint),
      code: true,
      names: 'fingerprint',
    },
    { label: t('trust.fact.key'), value: keyText(certificate, t) },
    { label: t('trust.fact.signature'), value: signatureText(certificate, t) },
    { label: t('trust.fact.authority'), value: authorityText(certificate, t) },
    listFact(
      t('trust.fact.key_usage'),
      [...(extensions.keyUsage ?? [])]
        .toSorted((one, other) => one - other)
        .map((bit) => (KEY_USAGE_LABELS[bit] ? t(KEY_USAGE_LABELS[bit]) : String(bit)))
    ),
    listFact(
      t('trust.fact.purposes'),
      [...(extensions.extendedKeyUsage ?? [])].map((oid) =>
        PURPOSE_LABELS[oid] ? t(PURPOSE_LABELS[oid]) : oid
      )
    ),
    listFact(t('trust.fact.lists'), revocationAddresses(certificate)),
  ]
  return {
    name: commonName(certificate.subject) || serialText(certificate),
    fingerprint: certificate.fingerprint,
    facts: facts.filter((fact) => fact !== null),
  }
}

/** Where a certificate says that its revocation can be looked up: lists first, then OCSP. */
export function revocationAddresses({ extensions }: Certificate): string[] {
  const lists = (extensions.distributionPoints ?? []).flatMap(({ name }) =>
    name?.kind === 'full'
      ? name.names.flatMap((one) => (one.kind === 'uri' ? [one.value] : []))
      : []
  )
  return [...lists, ...extensions.ocspUrls]
}

/** What a stranger wrote, as much of it as belongs on a page. */
export const briefly = (values: readonly string[]) =>
  [...new Set(values)].slice(0, 20).map((value) => value.slice(0, 300))

function listFact(label: string, values: readonly string[]): CardFact | null {
  const distinct = briefly(values)
  return distinct.length > 0 ? { label, value: distinct } : null
}

function keyText(certificate: Certificate, t: Translate): string {
  try {
    const { type, bits } = publicKeyOf(certificate)
    return type === 'ec' ? `ECDSA P-${bits}` : `${type === 'rsa' ? 'RSA' : 'RSA-PSS'} ${bits}`
  } catch (error) {
    if (error instanceof UnsupportedAlgorithm || error instanceof MalformedAsn1)
      return t('trust.fact.refused_algorithm')
    throw error
  }
}

const SCHEMES = { rsa: 'RSA', pss: 'RSA-PSS', ecdsa: 'ECDSA' } as const

function signatureText(certificate: Certificate, t: Translate): string {
  try {
    const { kind, hash } = schemeOf(certificate.signatureAlgorithm)
    return `${SCHEMES[kind]}, ${hash.toUpperCase().replace('SHA', 'SHA-')}`
  } catch (error) {
    if (error instanceof UnsupportedAlgorithm || error instanceof MalformedAsn1)
      return `${certificate.signatureAlgorithm.oid} (${t('trust.fact.refused_algorithm')})`
    throw error
  }
}

function authorityText({ extensions }: Certificate, t: Translate): string {
  const { basicConstraints } = extensions
  if (!basicConstraints?.ca) return t('trust.fact.end_entity')
  const { pathLength } = basicConstraints
  return pathLength === null
    ? t('trust.fact.ca')
    : t('trust.fact.ca_path', { count: String(pathLength) })
}
