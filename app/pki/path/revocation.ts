/**
 * Whether a validated path is revoked: CRLs as RFC 5280 §6.3.3 has it (scope, reasons, delta lists, signer, freshness), then
 * OCSP (RFC 6960) where no list answered. Indirect CRLs are not used. What cannot be proven is `unknown`, never good.
 */
import { MalformedAsn1 } from '#pki/asn1/der'
import type { Evidence, RevocationSource } from '#pki/contract'
import { buildPath } from '#pki/path/build'
import { askOcsp } from '#pki/path/ocsp'
import { schemeOf, UnsupportedAlgorithm, verifySignature } from '#pki/x509/algorithm'
import { KEY_USAGE, publicKeyOf, type Certificate } from '#pki/x509/certificate'
import { parseCrl, type Crl } from '#pki/x509/crl'
import {
  ALL_REASONS,
  pointKeys,
  pointUrls,
  type DistributionPoint,
} from '#pki/x509/distribution_point'

export const REVOCATION_REASONS = [
  'revocation.revoked',
  'revocation.issuer_revoked',
  'revocation.unavailable',
  'revocation.no_source',
  'revocation.stale',
  'revocation.forged',
  'revocation.scope',
  'revocation.unsupported',
] as const
export type RevocationReason = (typeof REVOCATION_REASONS)[number]

export interface RevocationStatus {
  readonly status: 'good' | 'revoked' | 'unknown'
  readonly reason?: RevocationReason
  /** The certificate that the reason is about. */
  readonly certificate?: Certificate
  readonly revokedAt?: Date
  readonly evidence: Evidence
}

export interface RevocationOptions {
  /** The instant at which lists must be fresh: the time of the check. */
  readonly now: Date
  readonly source: RevocationSource
  /** Further certificates among which signers of CRLs may be found. */
  readonly pool: readonly Certificate[]
}

type Answer =
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly at: Date }
  | { readonly status: 'unknown'; readonly reason: RevocationReason }

/** Clocks differ: a list from five minutes ahead is not yet forged. */
const SKEW = 5 * 60_000
const DEEPEST_SIGNER = 3

/** Checks each certificate of `path` (leaf first) below `anchor`, the highest first, as each vouches for the next. */
export async function checkPathRevocation(
  path: readonly Certificate[],
  anchor: Certificate,
  options: RevocationOptions
): Promise<RevocationStatus> {
  const check = new PathCheck(anchor, options)
  const answer = await check.path(path, 0)
  return { ...answer, evidence: check.evidence }
}

class PathCheck {
  readonly #crls = new Set<Uint8Array>()
  readonly #ocsp = new Set<Uint8Array>()
  readonly #certificates = new Map<string, Uint8Array>()
  /** Certificates whose revocation is being established: none of them may vouch for itself. */
  readonly #open = new Set<string>()

  constructor(
    private readonly anchor: Certificate,
    private readonly options: RevocationOptions
  ) {}

  get evidence(): Evidence {
    return {
      certificates: [...this.#certificates.values()],
      crls: [...this.#crls],
      ocsp: [...this.#ocsp],
    }
  }

  async path(
    path: readonly Certificate[],
    depth: number
  ): Promise<Omit<RevocationStatus, 'evidence'>> {
    const chain = [...path, this.anchor]
    for (let place = path.length - 1; place >= 0; place--) {
      const certificate = path[place]!
      const answer = await this.#one(certificate, chain.slice(place + 1), depth)
      if (answer.status === 'revoked') {
        const reason = place === 0 ? 'revocation.revoked' : 'revocation.issuer_revoked'
        return { status: 'revoked', reason, certificate, revokedAt: answer.at }
      }
      if (answer.status === 'unknown')
        return { status: 'unknown', reason: answer.reason, certificate }
    }
    return { status: 'good' }
  }

  async #one(
    certificate: Certificate,
    issuers: readonly Certificate[],
    depth: number
  ): Promise<Answer> {
    if (this.#open.has(certificate.fingerprint)) return unknown('revocation.forged')
    this.#open.add(certificate.fingerprint)
    try {
      const byCrl = await this.#byCrl(certificate, issuers, depth)
      if (byCrl.status !== 'unknown') return byCrl
      const byOcsp = await this.#byOcsp(certificate, issuers[0]!)
      return byOcsp ?? byCrl
    } finally {
      this.#open.delete(certificate.fingerprint)
    }
  }

  async #byOcsp(certificate: Certificate, issuer: Certificate): Promise<Answer | null> {
    const answer = await askOcsp(certificate, issuer, this.options)
    if (!answer) return null
    if (answer.der) this.#ocsp.add(answer.der)
    if (answer.status === 'unknown') return unknown(answer.reason)
    return answer.status === 'good' ? { status: 'good' } : { status: 'revoked', at: answer.at }
  }

  async #byCrl(
    certificate: Certificate,
    issuers: readonly Certificate[],
    depth: number
  ): Promise<Answer> {
    const { distributionPoints, freshestCrl, ocspUrls } = certificate.extensions
    const candidates = await this.#fetch(certificate)
    if (candidates.length === 0) {
      const pointless = !distributionPoints && ocspUrls.length === 0
      return unknown(pointless ? 'revocation.no_source' : 'revocation.unavailable')
    }
    const covered = new Set<number>()
    let problem: RevocationReason = 'revocation.scope'
    for (const point of distributionPoints ?? [{}]) {
      for (const crl of candidates) {
        if (crl.deltaBase) continue
        const scope = scopeOf(crl, point, certificate)
        if (scope === null) continue
        const refused = await this.#unusable(crl, issuers, depth)
        if (refused) {
          problem = refused
          continue
        }
        const delta = await this.#delta(crl, candidates, issuers, depth)
        if (!delta && (freshestCrl ?? crl.freshestCrl)) {
          problem = 'revocation.unavailable'
          continue
        }
        this.#crls.add(crl.raw)
        if (delta) this.#crls.add(delta.raw)
        const entry = delta?.find(certificate.serial) ?? crl.find(certificate.serial)
        // 8 (removeFromCRL) in a delta list takes the base list's entry back.
        if (entry && !(delta && entry.reason === 8)) return { status: 'revoked', at: entry.date }
        for (const reason of scope) covered.add(reason)
      }
    }
    return ALL_REASONS.every((reason) => covered.has(reason))
      ? { status: 'good' }
      : unknown(problem)
  }

  async #fetch(certificate: Certificate): Promise<Crl[]> {
    const { distributionPoints = [], freshestCrl = [] } = certificate.extensions
    const ders = await this.options.source.crlsFor({
      issuer: certificate.issuer.raw,
      urls: pointUrls(distributionPoints),
      deltaUrls: pointUrls(freshestCrl),
    })
    return ders
      .map(readCrl)
      .filter((crl) => crl !== null)
      .filter((crl) => crl.issuer.key === certificate.issuer.key)
  }

  /** The newest delta list that may be laid over `base` (RFC 5280 §5.2.4), or null. */
  async #delta(
    base: Crl,
    candidates: readonly Crl[],
    issuers: readonly Certificate[],
    depth: number
  ): Promise<Crl | null> {
    const fitting = candidates
      .filter((crl) => crl.deltaBase && isDeltaOf(crl, base))
      .toSorted((a, b) => compareNumbers(b.number!, a.number!))
    for (const crl of fitting) if (!(await this.#unusable(crl, issuers, depth))) return crl
    return null
  }

  async #unusable(
    crl: Crl,
    issuers: readonly Certificate[],
    depth: number
  ): Promise<RevocationReason | null> {
    if (crl.unknownCritical.length > 0 || crl.issuingPoint?.indirect)
      return 'revocation.unsupported'
    const now = this.options.now.getTime()
    if (!crl.nextUpdate || crl.nextUpdate.getTime() <= now) return 'revocation.stale'
    if (crl.thisUpdate.getTime() > now + SKEW) return 'revocation.stale'
    return (await this.#signedByIssuer(crl, issuers, depth)) ? null : 'revocation.forged'
  }

  /** By the certificate's own issuer, or by a certificate of that name that is valid under the same anchor. */
  async #signedByIssuer(
    crl: Crl,
    issuers: readonly Certificate[],
    depth: number
  ): Promise<boolean> {
    const [issuer] = issuers
    if (issuer && isSignedBy(crl, issuer)) return true
    if (depth >= DEEPEST_SIGNER) return false
    const pool = [...issuers.slice(0, -1), ...this.options.pool]
    for (const signer of pool) {
      if (!isSignedBy(crl, signer) || this.#open.has(signer.fingerprint)) continue
      const built = buildPath(signer, pool, [this.anchor], {
        at: this.options.now,
        purpose: { keyUsage: [KEY_USAGE.cRLSign], allowCa: true },
      })
      if (built.findings.length > 0) continue
      const status = await this.path(built.path, depth + 1)
      if (status.status !== 'good') continue
      this.#certificates.set(signer.fingerprint, signer.raw)
      return true
    }
    return false
  }
}

function unknown(reason: RevocationReason): Answer {
  return { status: 'unknown', reason }
}

const parsed = new WeakMap<Uint8Array, Crl | null>()

/** Sources hand the same bytes over again and again: a list is read once. */
function readCrl(der: Uint8Array): Crl | null {
  let crl = parsed.get(der)
  if (crl === undefined) {
    try {
      crl = parseCrl(der)
    } catch (error) {
      if (!(error instanceof MalformedAsn1)) throw error
      crl = null
    }
    parsed.set(der, crl)
  }
  return crl
}

/** The reasons for which `crl` speaks about `certificate` by way of `point`; null where it does not at all. */
function scopeOf(
  crl: Crl,
  point: DistributionPoint,
  certificate: Certificate
): readonly number[] | null {
  if (point.crlIssuer) return null
  const scope = crl.issuingPoint
  const isCa = certificate.extensions.basicConstraints?.ca === true
  if (scope) {
    if (scope.onlyAttributeCertificates) return null
    if (scope.onlyUserCertificates && isCa) return null
    if (scope.onlyCaCertificates && !isCa) return null
    if (scope.name) {
      const base = crl.issuer.rdns
      const wanted = point.name
        ? pointKeys(point.name, certificate.issuer.rdns)
        : [`directory:${crl.issuer.key}`]
      if (!pointKeys(scope.name, base).some((key) => wanted.includes(key))) return null
    }
  }
  return ALL_REASONS.filter(
    (reason) =>
      point.reasons?.has(reason) !== false && scope?.onlySomeReasons?.has(reason) !== false
  )
}

function isDeltaOf(delta: Crl, base: Crl): boolean {
  if (!delta.number || !delta.deltaBase || !base.number) return false
  const samePoint = sameBytes(delta.issuingPointRaw, base.issuingPointRaw)
  const sameKey = sameBytes(delta.authorityKeyId, base.authorityKeyId)
  return (
    samePoint &&
    sameKey &&
    compareNumbers(delta.deltaBase, base.number) <= 0 &&
    compareNumbers(delta.number, base.number) > 0
  )
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a && b ? Buffer.compare(a, b) === 0 : a === b
}

/** Compares non-negative, minimally encoded INTEGERs. */
function compareNumbers(a: Uint8Array, b: Uint8Array): number {
  return a.length - b.length || Buffer.compare(a, b)
}

function isSignedBy(crl: Crl, signer: Certificate): boolean {
  if (signer.subject.key !== crl.issuer.key) return false
  if (signer.extensions.keyUsage?.has(KEY_USAGE.cRLSign) === false) return false
  try {
    return verifySignature(
      schemeOf(crl.signatureAlgorithm),
      publicKeyOf(signer),
      crl.tbs,
      crl.signature
    )
  } catch (error) {
    if (error instanceof UnsupportedAlgorithm || error instanceof MalformedAsn1) return false
    throw error
  }
}
