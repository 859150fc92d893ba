/**
 * Validation of one certification path: RFC 5280 §6.1, without revocation (see `revocation.ts`).
 *
 * Everything that is wrong is told, sorted into what a person can mend: the chain itself, its dates, its purpose.
 */
import { MalformedAsn1 } from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { Comparisons, NameConstraints } from '#pki/path/name_constraints'
import { brokenRule, soundKey, type Place, type Profile } from '#pki/path/profile'
import { PolicyState, PolicyTreeTooLarge, type PolicyOptions } from '#pki/path/policies'
import { schemeOf, UnsupportedAlgorithm, verifySignature } from '#pki/x509/algorithm'
import { KEY_USAGE, publicKeyOf, type Certificate } from '#pki/x509/certificate'

export const CHAIN_REASONS = [
  'chain.incomplete',
  'chain.untrusted',
  'chain.self_signed',
  'chain.malformed',
  'chain.signature',
  'chain.algorithm',
  'chain.not_ca',
  'chain.path_length',
  'chain.key_usage',
  'chain.name_constraints',
  'chain.policy',
  'chain.unknown_critical',
  'chain.profile',
  'chain.too_complex',
] as const
export const VALIDITY_REASONS = [
  'validity.expired',
  'validity.not_yet_valid',
  'validity.issuer_expired',
  'validity.issuer_not_yet_valid',
] as const
export const PURPOSE_REASONS = [
  'purpose.key_usage',
  'purpose.extended_key_usage',
  'purpose.ca_certificate',
  'purpose.issuer_extended_key_usage',
] as const

export type PathReason =
  | (typeof CHAIN_REASONS)[number]
  | (typeof VALIDITY_REASONS)[number]
  | (typeof PURPOSE_REASONS)[number]

export interface Finding {
  readonly reason: PathReason
  readonly certificate: Certificate
  /** Of `chain.profile`: the section and its rule. */
  readonly rule?: string
}

/** What the leaf must be for; every field left out is not asked. */
export interface Purpose {
  /** One of these key usages must be there when the certificate limits its key usage. */
  readonly keyUsage?: readonly number[]
  /** One of these must be in the leaf's extended key usage, and allowed by each issuer that limits it. */
  readonly extendedKeyUsage?: readonly string[]
  /** A leaf without extended key usage is fine too. */
  readonly extendedKeyUsageOptional?: boolean
  /** A CA's certificate may be the leaf (PKITS, CRL signers). */
  readonly allowCa?: boolean
}

export const EMAIL_PURPOSE: Purpose = {
  keyUsage: [KEY_USAGE.digitalSignature, KEY_USAGE.nonRepudiation],
  extendedKeyUsage: [OID.emailProtection],
}

/** Document signing: RFC 9336, and the identifiers of Microsoft and Adobe from before it; a CA may leave it open. */
export const DOCUMENT_PURPOSE: Purpose = {
  keyUsage: [KEY_USAGE.digitalSignature, KEY_USAGE.nonRepudiation],
  extendedKeyUsage: [OID.documentSigning, OID.msDocumentSigning, OID.adobeDocumentSigning],
  extendedKeyUsageOptional: true,
}

export interface PathOptions extends PolicyOptions {
  readonly at: Date
  readonly purpose: Purpose
  /** What the certificates must be like; `relying` when left out. */
  readonly profile?: Profile
}

/**
 * Judges `path` (leaf first, anchor not in it) under `anchor`. An empty list means valid. The anchor's own dates, extensions,
 * path length, name constraints and extended key usage bind as well, and it must be an authority: stricter than §6.1.1 (d), as
 * its owner meant it. Whoever trusts a certificate that is none (a signer's, say) does not trust what it signs.
 *
 * @param comparisons what may still be compared of names, where many paths are judged in one search
 */
export function validatePath(
  path: readonly Certificate[],
  anchor: Certificate,
  options: PathOptions,
  comparisons = new Comparisons()
): Finding[] {
  const findings: Finding[] = []
  const say: Say = (reason, certificate) => void findings.push({ reason, certificate })
  const certificates = path.toReversed()
  const names = new NameConstraints(comparisons)
  names.add(anchor)
  const policies = new PolicyState(certificates.length, options)
  let budget = anchor.extensions.basicConstraints?.pathLength ?? Infinity
  let issuer = anchor

  checkCertificate(anchor, selfSigner(anchor), 'anchor', options, findings)
  checkIssuer(anchor, say)

  for (const [place, certificate] of certificates.entries()) {
    const last = place === certificates.length - 1
    if (certificate.issuer.key !== issuer.subject.key) say('chain.incomplete', certificate)
    const refused = signatureProblem(certificate, issuer)
    if (refused) say(refused, certificate)
    checkCertificate(certificate, issuer, last ? 'leaf' : 'issuer', options, findings)
    try {
      const forServer = last && mayBeServer(certificate, options)
      if ((last || !certificate.selfIssued) && !names.allow(certificate, forServer)) {
        say('chain.name_constraints', certificate)
      }
      let met = policies.enter(certificate, place + 1)
      if (met) met = last ? policies.finish(certificate) : policies.leave(certificate)
      if (!met) say('chain.policy', certificate)
    } catch (error) {
      if (!(error instanceof PolicyTreeTooLarge)) throw error
      say('chain.too_complex', certificate)
      return findings
    }
    if (last) break

    names.add(certificate)
    checkIssuer(certificate, say)
    if (!certificate.selfIssued && budget-- <= 0) say('chain.path_length', certificate)
    budget = Math.min(budget, certificate.extensions.basicConstraints?.pathLength ?? Infinity)
    issuer = certificate
  }
  checkPurpose([anchor, ...certificates], options.purpose, say)
  return inOrder(findings)
}

/** Whether the leaf may be taken for a server's: no purpose is asked, where all is judged, and it says none that would rule that out. */
function mayBeServer({ extensions }: Certificate, { purpose, profile }: PathOptions): boolean {
  if (purpose.extendedKeyUsage || profile !== 'strict') return false
  const own = extensions.extendedKeyUsage
  return !own || own.has(OID.serverAuth) || own.has(OID.anyExtendedKeyUsage)
}

/** What breaks the profile alone tells least, and comes last. */
function inOrder(findings: readonly Finding[]): Finding[] {
  const rank = ({ reason }: Finding) => (reason === 'chain.profile' ? 1 : 0)
  return findings.toSorted((a, b) => rank(a) - rank(b))
}

/** §6.1.3 (a)(2), §6.1.4 (o), §6.1.5 (f) and the profile: what holds of each certificate by itself. */
function checkCertificate(
  certificate: Certificate,
  issuer: Certificate | null,
  place: Place,
  options: PathOptions,
  findings: Finding[]
): void {
  const say: Say = (reason, about) => void findings.push({ reason, certificate: about })
  checkDates(certificate, place !== 'leaf', options.at, say)
  if (certificate.extensions.unknownCritical.length > 0) say('chain.unknown_critical', certificate)
  if (!soundKey(certificate)) say('chain.algorithm', certificate)
  const forMail = options.purpose.extendedKeyUsage?.includes(OID.emailProtection) === true
  const rule = brokenRule(certificate, issuer, place, options.profile ?? 'relying', forMail)
  if (rule) findings.push({ reason: 'chain.profile', certificate, rule })
}

/** §6.1.4 (k), (n): an authority that may sign certificates. */
function checkIssuer(certificate: Certificate, say: Say): void {
  const { basicConstraints, keyUsage } = certificate.extensions
  if (certificate.version !== 3 || !basicConstraints?.ca) say('chain.not_ca', certificate)
  if (keyUsage && !keyUsage.has(KEY_USAGE.keyCertSign)) say('chain.key_usage', certificate)
}

type SignatureProblem = 'chain.signature' | 'chain.algorithm' | null

const verified = new WeakMap<Certificate, WeakMap<Certificate, SignatureProblem>>()

/**
 * Why the signature on `certificate` is not one of `issuer`'s key, or null when it is. Certificates do not change: each pair is
 * computed once.
 */
export function signatureProblem(certificate: Certificate, issuer: Certificate): SignatureProblem {
  const byIssuer = verified.get(certificate) ?? new WeakMap<Certificate, SignatureProblem>()
  let problem = byIssuer.get(issuer)
  if (problem === undefined) {
    problem = verifyOne(certificate, issuer)
    byIssuer.set(issuer, problem)
    verified.set(certificate, byIssuer)
  }
  return problem
}

function verifyOne(certificate: Certificate, issuer: Certificate): SignatureProblem {
  try {
    const scheme = schemeOf(certificate.signatureAlgorithm)
    const key = publicKeyOf(issuer)
    const good = verifySignature(scheme, key, certificate.tbs, certificate.signature)
    return good ? null : 'chain.signature'
  } catch (error) {
    if (error instanceof UnsupportedAlgorithm) return 'chain.algorithm'
    if (error instanceof MalformedAsn1) return 'chain.signature'
    throw error
  }
}

type Say = (reason: PathReason, certificate: Certificate) => void

/** §4.1.2.5: from notBefore through notAfter, in whole seconds, as both are written. */
function checkDates(certificate: Certificate, isIssuer: boolean, at: Date, say: Say): void {
  const second = Math.floor(at.getTime() / 1000) * 1000
  if (second < certificate.notBefore.getTime()) {
    say(isIssuer ? 'validity.issuer_not_yet_valid' : 'validity.not_yet_valid', certificate)
  }
  if (second > certificate.notAfter.getTime())
    say(isIssuer ? 'validity.issuer_expired' : 'validity.expired', certificate)
}

/**
 * Key usage (§4.2.1.3) and extended key usage (§4.2.1.12) of the leaf. Each issuer that limits its own extended key usage limits
 * that of what it issued: one and the same purpose must be left from the anchor to the leaf, also where none is asked for.
 */
function checkPurpose(chain: readonly Certificate[], purpose: Purpose, say: Say): void {
  const leaf = chain.at(-1)!
  const { keyUsage, extendedKeyUsage, basicConstraints } = leaf.extensions
  if (basicConstraints?.ca && !purpose.allowCa) say('purpose.ca_certificate', leaf)
  if (purpose.keyUsage && keyUsage && !purpose.keyUsage.some((bit) => keyUsage.has(bit))) {
    say('purpose.key_usage', leaf)
  }
  const wanted = purpose.extendedKeyUsage
  let left = extendedKeyUsage
  if (wanted) {
    const open = !extendedKeyUsage && purpose.extendedKeyUsageOptional
    left = new Set(wanted.filter((oid) => open || extendedKeyUsage?.has(oid)))
    if (left.size === 0) return say('purpose.extended_key_usage', leaf)
  }
  for (const issuer of chain.slice(0, -1).toReversed()) {
    const allowed = issuer.extensions.extendedKeyUsage
    if (!allowed || allowed.has(OID.anyExtendedKeyUsage)) continue
    left = !left || left.has(OID.anyExtendedKeyUsage) ? allowed : allowed.intersection(left)
    if (left.size === 0) return say('purpose.issuer_extended_key_usage', issuer)
  }
}

/** The certificate itself when it signed itself; who signed it is not known otherwise. */
function selfSigner(certificate: Certificate): Certificate | null {
  const signed = certificate.selfIssued && signatureProblem(certificate, certificate) === null
  return signed ? certificate : null
}

/** What can be said of a leaf alone, when no path to judge it by was found. */
export function leafFindings(leaf: Certificate, options: PathOptions): Finding[] {
  const findings: Finding[] = []
  const say: Say = (reason, certificate) => void findings.push({ reason, certificate })
  checkDates(leaf, false, options.at, say)
  checkPurpose([leaf], options.purpose, say)
  return findings
}

/**
 * Judges a leaf that is trusted itself, so that no path is needed: its dates, extensions, key, form and purpose. An empty list
 * means valid.
 */
export function validateTrusted(leaf: Certificate, options: PathOptions): Finding[] {
  const findings: Finding[] = []
  const say: Say = (reason, certificate) => void findings.push({ reason, certificate })
  checkCertificate(leaf, selfSigner(leaf), 'leaf', options, findings)
  checkPurpose([leaf], options.purpose, say)
  return findings
}
