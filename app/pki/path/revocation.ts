/**
 * Whether a validated path is revoked: CRLs as RFC 5280 §6.3.3 has it (scope, reasons, indirect and delta lists, signer, freshness),
 * then OCSP (RFC 6960) where no list answered. What cannot be proven is `unknown`, never good.
 *
 * Stricter than the RFC in who may sign a list: the issuer that the path proved, or a certificate of the list's issuer's name that
 * somebody of the path itself issued. Another branch under the same anchor could give anybody's name to anybody.
 */
import { MalformedAsn1 } from '#pki/asn1/der'
import type { Evidence, RevocationSource } from '#pki/contract'
import { buildPath } from '#pki/path/build'
import { askOcsp } from '#pki/path/ocsp'
import type { Profile } from '#pki/path/profile'
import { signatureProblem } from '#pki/path/validate'
import { OID } from '#pki/asn1/oids'
import { schemeOf, UnsupportedAlgorithm, verifySignature } from '#pki/x509/algorithm'
import { KEY_USAGE, publicKeyOf, type Certificate } from '#pki/x509/certificate'
import { tryParseCrl, type Crl } from '#pki/x509/crl'
import {
  ALL_REASONS,
  pointKeys,
  pointUrls,
  type DistributionPoint,
} from '#pki/x509/distribution_point'
import type { Name } from '#pki/x509/name'

export const REVOCATION_REASONS = [
  'revocation.revoked',
  'revocation.issuer_revoked',
  'revocation.unavailable',
  'revocation.no_source',
  'revocation.stale',
  'revocation.forged',
  'revocation.scope',
  'revocation.after_expiry',
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
  /**
   * A certificate about which nothing is there at all, no list of its issuer and no OCSP answer, counts as not revoked. Whatever is
   * there must settle the question: what is forged, stale or about others leaves it unknown.
   */
  readonly ifPresent?: boolean
  /** `strict` refuses lists that break what §5 has every issuer do; `relying` when left out. */
  readonly profile?: Profile
}

type Answer =
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly at: Date }
  | { readonly status: 'unknown'; readonly reason: RevocationReason }

/** Clocks differ: a list from five minutes ahead is not yet forged. */
const SKEW = 5 * 60_000
const DEEPEST_SIGNER = 3
/** Certificates of one name that are tried as signers of a list. */
const MOST_SIGNERS = 16

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

/**
 * Whether a list that is at hand revokes a certificate that is trusted for itself: one of whoever signed it, found in the pool. That
 * there is none, or none that can be believed, is no reason against it.
 */
export async function isRevokedByItsIssuer(
  certificate: Certificate,
  options: RevocationOptions
): Promise<boolean> {
  const issuers = options.pool.filter(
    (item) =>
      item.fingerprint !== certificate.fingerprint &&
      item.subject.key === certificate.issuer.key &&
      signatureProblem(certificate, item) === null
  )
  for (const issuer of issuers.slice(0, MOST_SIGNERS)) {
    const { status } = await checkPathRevocation([certificate], issuer, options)
    if (status === 'revoked') return true
  }
  return false
}

class PathCheck {
  readonly #crls = new Set<Uint8Array>()
  readonly #ocsp = new Set<Uint8Array>()
  readonly #certificates = new Map<string, Uint8Array>()
  /** Certificates whose revocation is being established: none of them may vouch for itself. */
  readonly #open = new Set<string>()
  #pool?: ReadonlyMap<string, readonly Certificate[]>

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

  /**
   * §6.3.3, over all distribution points: good where lists in their scopes cover all reasons, and none that can be believed names the
   * certificate, in its scope or not: issuer and serial number are one certificate's.
   */
  async #byCrl(
    certificate: Certificate,
    issuers: readonly Certificate[],
    depth: number
  ): Promise<Answer> {
    const { distributionPoints, freshestCrl, ocspUrls } = certificate.extensions
    const { byPoint, all } = await this.#fetch(certificate)
    if (all.length === 0) {
      if (this.options.ifPresent) return { status: 'good' }
      const pointless = !distributionPoints && ocspUrls.length === 0
      return unknown(pointless ? 'revocation.no_source' : 'revocation.unavailable')
    }
    const refused = new Map<Crl, RevocationReason>()
    const sift = async (lists: readonly Crl[]) => {
      for (const crl of lists) {
        const reason = await this.#unusable(crl, issuers, depth)
        if (reason) refused.set(crl, reason)
      }
      return lists.filter((crl) => !refused.has(crl))
    }
    const proven = await sift(all)
    const usable = [...proven, ...(await sift(await this.#deltasNamedBy(proven, certificate)))]
    const revoked = findRevocation(certificate, usable)
    if (revoked) {
      for (const crl of revoked.lists) this.#crls.add(crl.raw)
      return { status: 'revoked', at: revoked.at }
    }
    const covered = new Set<number>()
    let problem: RevocationReason = 'revocation.scope'
    for (const [point, lists] of byPoint) {
      for (const crl of lists) {
        const scope = crl.deltaBase ? null : scopeOf(crl, point, certificate)
        if (scope === null) continue
        const delta = newestDelta(crl, usable)
        const missing = !delta && (freshestCrl ?? crl.freshestCrl)
        const silent = !speaksOf(crl, certificate) && 'revocation.after_expiry'
        const reason = refused.get(crl) ?? (missing ? 'revocation.unavailable' : silent)
        if (reason) {
          problem = reason
          continue
        }
        this.#crls.add(crl.raw)
        if (delta) this.#crls.add(delta.raw)
        for (const one of scope) covered.add(one)
      }
    }
    return ALL_REASONS.every((reason) => covered.has(reason))
      ? { status: 'good' }
      : unknown(problem)
  }

  /**
   * The candidates for each distribution point: lists of the certificate's issuer, or of the CRL issuer that the point names
   * (§6.3.3 (b)(1)). A certificate without points has the one that its issuer implies (§6.3.3, before (a)).
   */
  async #fetch(certificate: Certificate): Promise<{
    readonly byPoint: readonly (readonly [DistributionPoint, readonly Crl[]])[]
    readonly all: readonly Crl[]
  }> {
    const { distributionPoints, freshestCrl = [] } = certificate.extensions
    const points = distributionPoints ?? [{}]
    const lists = (issuer: Name, of: readonly DistributionPoint[]) =>
      this.#ask(issuer, pointUrls(of), pointUrls(freshestCrl))
    const direct = points.filter(({ crlIssuer }) => !crlIssuer)
    const own = await lists(certificate.issuer, direct)
    const byPoint: [DistributionPoint, readonly Crl[]][] = direct.map((point) => [point, own])
    for (const point of points) {
      for (const name of crlIssuersOf(point)) byPoint.push([point, await lists(name, [point])])
    }
    return { byPoint, all: [...new Set([...own, ...byPoint.flatMap(([, found]) => found)])] }
  }

  /**
   * The delta lists that complete ones name and the certificate does not (§5.2.6; many authorities write it there only). None but a
   * list that is proven has anybody called.
   */
  async #deltasNamedBy(proven: readonly Crl[], certificate: Certificate): Promise<readonly Crl[]> {
    const asked = new Set(pointUrls(certificate.extensions.freshestCrl ?? []))
    const found: Crl[] = []
    for (const { deltaBase, freshestCrl, issuer } of proven) {
      const urls = pointUrls((!deltaBase && freshestCrl) || []).filter((url) => !asked.has(url))
      if (urls.length === 0) continue
      for (const url of urls) asked.add(url)
      const isKnown = ({ raw }: Crl) => [...proven, ...found].some((crl) => sameBytes(crl.raw, raw))
      const deltas = await this.#ask(issuer, [], urls)
      found.push(...deltas.filter((crl) => crl.deltaBase && !isKnown(crl)))
    }
    return found
  }

  async #ask(
    issuer: Name,
    urls: readonly string[],
    deltaUrls: readonly string[]
  ): Promise<readonly Crl[]> {
    const ders = await this.options.source.crlsFor({ issuer: issuer.raw, urls, deltaUrls })
    const crls = ders.map(tryParseCrl).filter((crl) => crl !== null)
    return crls.filter((crl) => crl.issuer.key === issuer.key)
  }

  /** §5.2, §5.3: nothing critical that is not understood; §6.3.3 (a): current; (f), (g): signed by who may. */
  async #unusable(
    crl: Crl,
    issuers: readonly Certificate[],
    depth: number
  ): Promise<RevocationReason | null> {
    const odd =
      crl.unknownCritical.length > 0 || (crl.namesIssuers && crl.issuingPoint?.indirect !== true)
    if (odd) return 'revocation.unsupported'
    if (this.options.profile === 'strict' && breaksProfile(crl)) return 'revocation.unsupported'
    const now = this.options.now.getTime()
    if (!crl.nextUpdate || crl.nextUpdate.getTime() <= now) return 'revocation.stale'
    if (crl.thisUpdate.getTime() > now + SKEW) return 'revocation.stale'
    return (await this.#signedByIssuer(crl, issuers, depth)) ? null : 'revocation.forged'
  }

  /** §6.3.3 (f), (g): by somebody of the path, or by a certificate that one of them issued and that is itself in order. */
  async #signedByIssuer(
    crl: Crl,
    issuers: readonly Certificate[],
    depth: number
  ): Promise<boolean> {
    if (issuers.some((issuer) => this.#isSignedBy(crl, issuer))) return true
    if (depth >= DEEPEST_SIGNER) return false
    for (const signer of this.#signersOf(crl)) {
      if (this.#open.has(signer.fingerprint) || !this.#isSignedBy(crl, signer)) continue
      const pool = [...issuers.slice(0, -1), ...this.options.pool]
      const built = buildPath(signer, pool, [this.anchor], {
        at: this.options.now,
        purpose: { keyUsage: [KEY_USAGE.cRLSign], allowCa: true },
        ...(this.options.profile && { profile: this.options.profile }),
      })
      if (built.findings.length > 0) continue
      const above = built.path[1] ?? this.anchor
      if (!issuers.some((issuer) => isSameAuthority(issuer, above))) continue
      const status = await this.path(built.path, depth + 1)
      if (status.status !== 'good') continue
      this.#certificates.set(signer.fingerprint, signer.raw)
      return true
    }
    return false
  }

  /** §5.2.1: the key identifier is the signer's; one that names another key is refused where lists are judged to the letter. */
  #isSignedBy(crl: Crl, signer: Certificate): boolean {
    const { subjectKeyId } = signer.extensions
    const named = crl.authorityKeyId
    const isOther = named && subjectKeyId && Buffer.compare(named, subjectKeyId) !== 0
    return !(isOther && this.options.profile === 'strict') && isSignedBy(crl, signer)
  }

  #signersOf(crl: Crl): readonly Certificate[] {
    this.#pool ??= Map.groupBy(this.options.pool, ({ subject }) => subject.key)
    return (this.#pool.get(crl.issuer.key) ?? []).slice(0, MOST_SIGNERS)
  }
}

/**
 * A list need not name a certificate that had ended when it was made (RFC 5280 §3.3): that it is not there proves nothing, unless the
 * list says that it keeps those, too.
 */
function speaksOf({ thisUpdate, keepsExpiredSince }: Crl, { notAfter }: Certificate): boolean {
  return (
    thisUpdate <= notAfter || (keepsExpiredSince !== undefined && keepsExpiredSince <= notAfter)
  )
}

function unknown(reason: RevocationReason): Answer {
  return { status: 'unknown', reason }
}

/** The CRL issuers that a point names (§4.2.1.13): their directory names. */
function crlIssuersOf({ crlIssuer = [] }: DistributionPoint): readonly Name[] {
  return crlIssuer.flatMap((name) => (name.kind === 'directory' ? [name.name] : []))
}

/**
 * The reasons for which `crl` speaks about `certificate` by way of `point` (§6.3.3 (b) to (d)); null where it does not at all.
 *
 * A point that names a CRL issuer wants that issuer's indirect list; one that is there and names none promises a list of the
 * certificate's own issuer, and an indirect one is not what was promised.
 */
function scopeOf(
  crl: Crl,
  point: DistributionPoint,
  certificate: Certificate
): readonly number[] | null {
  const scope = crl.issuingPoint
  const isCa = certificate.extensions.basicConstraints?.ca === true
  const indirect = scope?.indirect === true
  if (point.crlIssuer ? !indirect : indirect && point.name !== undefined) return null
  if (scope) {
    if (scope.onlyAttributeCertificates) return null
    if (scope.onlyUserCertificates && isCa) return null
    if (scope.onlyCaCertificates && !isCa) return null
    if (scope.name && !namesPoint(pointKeys(scope.name, crl.issuer.rdns), point, crl)) return null
  }
  return ALL_REASONS.filter(
    (reason) =>
      point.reasons?.has(reason) !== false && scope?.onlySomeReasons?.has(reason) !== false
  )
}

/** §6.3.3 (b)(2)(i): one name of the list's own point is one of the certificate's, or of its CRL issuer where it has none. */
function namesPoint(own: readonly string[], point: DistributionPoint, crl: Crl): boolean {
  // A relative name continues the CRL issuer's (§4.2.1.13), which is the certificate's issuer where the point names no other.
  const wanted = point.name
    ? pointKeys(point.name, crl.issuer.rdns)
    : [`directory:${crl.issuer.key}`]
  return own.some((key) => wanted.includes(key))
}

interface Revocation {
  readonly at: Date
  readonly lists: readonly Crl[]
}

/**
 * What revokes the certificate among lists that can be believed. A complete list's hold is taken back by a later delta list
 * (§5.3.1); a delta list's stands unless something newer of the same scope has another word (§6.3.3 (i) to (k)).
 */
function findRevocation(certificate: Certificate, usable: readonly Crl[]): Revocation | null {
  const { serial, issuer } = certificate
  const entryOf = (crl: Crl) => crl.find(serial, issuer.key)
  const deltas = newestFirst(usable.filter((crl) => crl.deltaBase))
  const complete = usable.filter((crl) => !crl.deltaBase)
  for (const crl of complete) {
    const entry = entryOf(crl)
    if (!entry) continue
    const said = deltas.filter((delta) => isDeltaOf(delta, crl) && entryOf(delta))
    const [later] = said
    const last = later ? entryOf(later)! : entry
    // A hold alone can be taken off; whatever else somebody said of it stands.
    const held = [entry, ...said.map((delta) => entryOf(delta)!)].every(
      ({ reason }) => reason === HOLD || reason === REMOVED
    )
    if (later && last.reason === REMOVED && held) continue
    return { at: last.date, lists: later ? [crl, later] : [crl] }
  }
  for (const delta of deltas) {
    const entry = entryOf(delta)
    if (!entry || entry.reason === REMOVED) continue
    const isNewer = (crl: Crl) =>
      crl !== delta &&
      isSameScope(crl, delta) &&
      crl.number !== undefined &&
      delta.number !== undefined &&
      compareNumbers(crl.number, delta.number) > 0
    const superseded =
      (entry.reason === HOLD && deltas.some((crl) => isNewer(crl) && entryOf(crl))) ||
      complete.some((crl) => isNewer(crl) || isSameNumber(crl, delta))
    if (!superseded) return { at: entry.date, lists: [delta] }
  }
  return null
}

/** CRLReasons (§5.3.1): on hold; taken off again, which a delta list alone says. */
const HOLD = 6
const REMOVED = 8

function newestFirst(lists: readonly Crl[]): readonly Crl[] {
  const none = new Uint8Array()
  return lists.toSorted((a, b) => compareNumbers(b.number ?? none, a.number ?? none))
}

/** The newest delta list that may be laid over `base` (§5.2.4), or null. */
function newestDelta(base: Crl, usable: readonly Crl[]): Crl | null {
  return newestFirst(usable.filter((crl) => crl.deltaBase && isDeltaOf(crl, base)))[0] ?? null
}

const EMPTY_SEQUENCE = 2

/**
 * §5.2.3, §5.2.4, §5.2.5: what every list must have, and mark so; no certificate twice. A key identifier that is left out (§5.2.1)
 * is no reason: whose list it is, is said by its name and proven by its signature.
 */
function breaksProfile(crl: Crl): boolean {
  return (
    !crl.number ||
    crl.number.length > 20 ||
    (crl.number[0]! & 0x80) !== 0 ||
    crl.critical.has(OID.crlNumber) ||
    crl.critical.has(OID.authorityKeyIdentifier) ||
    crl.critical.has(OID.freshestCrl) ||
    (crl.deltaBase !== undefined && !crl.critical.has(OID.deltaCrlIndicator)) ||
    (crl.issuingPoint !== undefined && !crl.critical.has(OID.issuingDistributionPoint)) ||
    // §5.2.5: an empty point says nothing, and must not be written.
    crl.issuingPointRaw?.length === EMPTY_SEQUENCE ||
    crl.hasDuplicates()
  )
}

/** Two certificates of one authority: the same name and the same key. */
function isSameAuthority(a: Certificate, b: Certificate): boolean {
  return a.subject.key === b.subject.key && Buffer.compare(a.spki, b.spki) === 0
}

/** §5.2.4, §6.3.3 (c): of one scope and one key, begun from a list that is not later than the base, and newer than it. */
function isDeltaOf(delta: Crl, base: Crl): boolean {
  if (!delta.number || !delta.deltaBase || !base.number) return false
  return (
    isSameScope(delta, base) &&
    compareNumbers(delta.deltaBase, base.number) <= 0 &&
    compareNumbers(delta.number, base.number) > 0
  )
}

function isSameScope(a: Crl, b: Crl): boolean {
  return (
    a.issuer.key === b.issuer.key &&
    sameBytes(a.issuingPointRaw, b.issuingPointRaw) &&
    sameBytes(a.authorityKeyId, b.authorityKeyId)
  )
}

function isSameNumber(a: Crl, b: Crl): boolean {
  return isSameScope(a, b) && a.number !== undefined && sameBytes(a.number, b.number)
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
