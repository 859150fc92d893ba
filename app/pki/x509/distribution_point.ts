/** CRL distribution points and the CRL's own scope (RFC 5280 §4.2.1.13, §5.2.5). */
import {
  context,
  DerReader,
  MalformedAsn1,
  readBoolean,
  readNamedBits,
  readOne,
  type Tlv,
} from '#pki/asn1/der'
import { parseGeneralNames, type GeneralName } from '#pki/x509/general_name'
import { parseRdn, rdnKey } from '#pki/x509/name'

/** Reasons 1–8 of RFC 5280's ReasonFlags; bit 0 is unused. */
export const ALL_REASONS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8]

export type PointName =
  | { readonly kind: 'full'; readonly names: readonly GeneralName[] }
  | { readonly kind: 'relative'; readonly rdn: string }

export interface DistributionPoint {
  readonly name?: PointName
  readonly reasons?: ReadonlySet<number>
  readonly crlIssuer?: readonly GeneralName[]
}

export interface IssuingDistributionPoint {
  readonly name?: PointName
  readonly onlyUserCertificates: boolean
  readonly onlyCaCertificates: boolean
  readonly onlySomeReasons?: ReadonlySet<number>
  readonly indirect: boolean
  readonly onlyAttributeCertificates: boolean
}

/** One point at least, and each says where its list is or who issues it (RFC 5280 §4.2.1.13). */
export function parseDistributionPoints(tlv: Tlv): DistributionPoint[] {
  const points = DerReader.inside(tlv)
    .rest(64)
    .map((item): DistributionPoint => {
      const reader = DerReader.inside(item)
      const name = reader.optional(context(0, true))
      const reasons = reader.optional(context(1, false))
      const issuer = reader.optional(context(2, true))
      reader.end()
      if (!name && !issuer) throw new MalformedAsn1('a distribution point of nothing')
      return {
        ...(name && { name: parsePointName(name) }),
        ...(reasons && { reasons: readNamedBits(reasons, reasons.tag) }),
        ...(issuer && { crlIssuer: parseGeneralNames(issuer, issuer.tag) }),
      }
    })
  if (points.length === 0) throw new MalformedAsn1('no distribution points')
  return points
}

export function parseIssuingDistributionPoint(tlv: Tlv): IssuingDistributionPoint {
  const reader = DerReader.inside(tlv)
  const flag = (number: number) => {
    const field = reader.optional(context(number, false))
    return field ? readBoolean(field, field.tag) : false
  }
  const name = reader.optional(context(0, true))
  const onlyUserCertificates = flag(1)
  const onlyCaCertificates = flag(2)
  const reasons = reader.optional(context(3, false))
  const indirect = flag(4)
  const onlyAttributeCertificates = flag(5)
  reader.end()
  // §5.2.5: at most one of these.
  if (
    [onlyUserCertificates, onlyCaCertificates, onlyAttributeCertificates].filter(Boolean).length > 1
  )
    throw new MalformedAsn1('a list for two kinds of certificates only')
  return {
    ...(name && { name: parsePointName(name) }),
    onlyUserCertificates,
    onlyCaCertificates,
    ...(reasons && { onlySomeReasons: readNamedBits(reasons, reasons.tag) }),
    indirect,
    onlyAttributeCertificates,
  }
}

function parsePointName(tlv: Tlv): PointName {
  const inner = readOne(tlv.content)
  if (inner.tag === context(0, true)) {
    return { kind: 'full', names: parseGeneralNames(inner, inner.tag) }
  }
  if (inner.tag === context(1, true)) {
    return { kind: 'relative', rdn: rdnKey(parseRdn(inner, inner.tag)) }
  }
  throw new MalformedAsn1('bad distribution point name')
}

/** Comparable forms of a point's names; a relative one is completed with `base`, the RDNs of the CRL's issuer. */
export function pointKeys(name: PointName, base: readonly string[]): string[] {
  if (name.kind === 'relative') return [`directory:${[...base, name.rdn].join('\u0001')}`]
  return name.names.flatMap((item) => {
    if (item.kind === 'directory') return [`directory:${item.name.key}`]
    if (item.kind === 'uri') return [`uri:${item.value}`]
    return []
  })
}

/** The addresses of a point that can be fetched. */
export function pointUrls(points: readonly DistributionPoint[]): string[] {
  return points.flatMap(({ name }) =>
    name?.kind === 'full'
      ? name.names.flatMap((item) =>
          item.kind === 'uri' && /^https?:\/\//i.test(item.value) ? [item.value] : []
        )
      : []
  )
}
