/**
 * Validation of one certification path: RFC 5280 §6.1, without revocation (see `revocation.ts`).
 *
 * Everything that is wrong is told, sorted into what a person can mend: the chain itself, its dates, its purpose.
 */
import { MalformedAsn1 } from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { NameConstraints } from '#pki/path/name_constraints'
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
}

/**
 * Judges `path` (leaf first, anchor not in it) under `anchor`. An empty list means valid. The anchor's own dates,
 * path length, name constraints and extended key usage bind as well: stricter than §6.1.1 (d), as its owner meant it.
 */
export function validatePath(
  path: readonly Certificate[],
  anchor: Certificate,
  options: PathOptions
): Finding[] {
  const findings: Finding[] = []
  const say = (reason: PathReason, certificate: Certificate) =>
    void findings.push({ reason, certificate })
  const certificates = path.toReversed()
  const names = new NameConstraints()
  names.add(anchor)
  const policies = new PolicyState(certificates.length, options)
  let budget = anchor.extensions.basicConstraints?.pathLength ?? Infinity
  let issuer = anchor

  if (anchor.extensions.basicConstraints?.ca === false) say('chain.not_ca', anchor)
  if (anchor.extensions.keyUsage?.has(KEY_USAGE.keyCertSign) === false)
    say('chain.key_usage', anchor)
  checkDates(anchor, true, options.at, say)

  for (const [place, certificate] of certificates.entries()) {
    const last = place === certificates.length - 1
    if (certificate.issuer.key !== issuer.subject.key) say('chain.incomplete', certificate)
    const refused = signatureProblem(certificate, issuer)
    if (refused) say(refused, certificate)
    if (certificate.extensions.unknownCritical.length > 0)
      say('chain.unknown_critical', certificate)
    checkDates(certificate, !last, options.at, say)
    try {
      if ((last || !certificate.selfIssued) && !names.allow(certificate)) {
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
    const { basicConstraints, keyUsage } = certificate.extensions
    if (certificate.version !== 3 || !basicConstraints?.ca) say('chain.not_ca', certificate)
    if (!certificate.selfIssued && budget-- <= 0) say('chain.path_length', certificate)
    budget = Math.min(budget, basicConstraints?.pathLength ?? Infinity)
    if (keyUsage && !keyUsage.has(KEY_USAGE.keyCertSign)) say('chain.key_usage', certificate)
    issuer = certificate
  }
  checkPurpose([anchor, ...certificates], options.purpose, say)
  return findings
}

/** Why the signature on `certificate` is not one of `issuer`'s key, or null when it is. */
export function signatureProblem(
  certificate: Certificate,
  issuer: Certificate
): 'chain.signature' | 'chain.algorithm' | null {
  try {
    const scheme = schemeOf(certificate.signatureAlgorithm)
    const good = verifySignature(
      scheme,
      publicKeyOf(issuer),
      certificate.tbs,
      certificate.signature
    )
    return good ? null : 'chain.signature'
  } catch (error) {
    if (error instanceof UnsupportedAlgorithm) return 'chain.algorithm'
    if (error instanceof MalformedAsn1) return 'chain.signature'
    throw error
  }
}

type Say = (reason: PathReason, certificate: Certificate) => void

function checkDates(certificate: Certificate, isIssuer: boolean, at: Date, say: Say): void {
  if (at < certificate.notBefore) {
    say(isIssuer ? 'validity.issuer_not_yet_valid' : 'validity.not_yet_valid', certificate)
  }
  if (at > certificate.notAfter)
    say(isIssuer ? 'validity.issuer_expired' : 'validity.expired', certificate)
}

function checkPurpose(chain: readonly Certificate[], purpose: Purpose, say: Say): void {
  const leaf = chain.at(-1)!
  const { keyUsage, extendedKeyUsage, basicConstraints } = leaf.extensions
  if (basicConstraints?.ca && !purpose.allowCa) say('purpose.ca_certificate', leaf)
  if (purpose.keyUsage && keyUsage && !purpose.keyUsage.some((bit) => keyUsage.has(bit))) {
    say('purpose.key_usage', leaf)
  }
  const wanted = purpose.extendedKeyUsage
  if (!wanted) return
  const fits = extendedKeyUsage
    ? wanted.filter((oid) => extendedKeyUsage.has(oid))
    : purpose.extendedKeyUsageOptional
      ? wanted
      : []
  if (fits.length === 0) return say('purpose.extended_key_usage', leaf)
  for (const issuer of chain.slice(0, -1)) {
    const allowed = issuer.extensions.extendedKeyUsage
    const passes =
      !allowed || allowed.has(OID.anyExtendedKeyUsage) || fits.some((oid) => allowed.has(oid))
    if (!passes) say('purpose.issuer_extended_key_usage', issuer)
  }
}

/** The purpose of a leaf alone, when no path to judge it by was found. */
export function leafFindings(leaf: Certificate, options: PathOptions): Finding[] {
  const findings: Finding[] = []
  const say = (reason: PathReason, certificate: Certificate) =>
    void findings.push({ reason, certificate })
  checkDates(leaf, false, options.at, say)
  checkPurpose([leaf], options.purpose, say)
  return findings
}
