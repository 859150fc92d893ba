/**
 * What a certificate is good for, and everything that speaks against it: as an authority that ends paths (RFC 5280 §6.1.1 d),
 * as an intermediate that helps to find one, as the pinned certificate of one partner.
 */
import { MalformedAsn1 } from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { DEVELOPMENT_MARK } from '#pki/contract'
import { sameAddress } from '#pki/mime/address'
import { signatureProblem } from '#pki/path/validate'
import { schemeOf, UnsupportedAlgorithm } from '#pki/x509/algorithm'
import {
  KEY_USAGE,
  mailAddresses,
  publicKeyOf,
  tryParseCertificate,
  type Certificate,
} from '#pki/x509/certificate'

/** What an authority is trusted for: partners' mails, or our own seal. */
export type TrustPurpose = 'email' | 'seal'

export const AUTHORITY_FINDINGS = [
  'malformed',
  'not_ca',
  'no_cert_sign',
  'expired',
  'not_yet_valid',
  'signature',
  'weak_hash',
  'weak_key',
  'unsupported',
  'unknown_critical',
  'wrong_purpose',
  'development',
] as const
export type AuthorityFinding = (typeof AUTHORITY_FINDINGS)[number]

export interface ExaminedAuthority {
  readonly der: Uint8Array
  /** Null when it cannot be read. */
  readonly certificate: Certificate | null
  /** Self-issued ones end paths; others only help to find them. */
  readonly role: 'anchor' | 'intermediate'
  /** Empty: it may be proposed. */
  readonly findings: readonly AuthorityFinding[]
}

export interface AuthorityExam {
  readonly at: Date
  readonly purpose: TrustPurpose
  /** In production a CA of a development machine must not come in. */
  readonly refuseDevelopment?: boolean
}

/** Looks at one certificate of a bundle. Never throws for what is in it. */
export function examineAuthority(
  der: Uint8Array,
  { at, purpose, refuseDevelopment = false }: AuthorityExam
): ExaminedAuthority {
  const certificate = tryParseCertificate(der)
  if (!certificate) return { der, certificate, role: 'anchor', findings: ['malformed'] }
  const findings: AuthorityFinding[] = []
  const { basicConstraints, keyUsage, extendedKeyUsage, unknownCritical } = certificate.extensions
  // Before version 3 nothing said who may issue (§6.1.4 k).
  if (certificate.version !== 3 || !basicConstraints?.ca) findings.push('not_ca')
  if (keyUsage && !keyUsage.has(KEY_USAGE.keyCertSign)) findings.push('no_cert_sign')
  if (at > certificate.notAfter) findings.push('expired')
  if (at < certificate.notBefore) findings.push('not_yet_valid')
  if (unknownCritical.length > 0) findings.push('unknown_critical')
  const wanted = PURPOSE_USAGES[purpose]
  if (extendedKeyUsage && !wanted.some((oid) => extendedKeyUsage.has(oid))) {
    findings.push('wrong_purpose')
  }
  if (refuseDevelopment && Buffer.from(der).includes(DEVELOPMENT_MARK)) findings.push('development')
  const problem = certificate.selfIssued
    ? anchorProblem(certificate)
    : algorithmProblem(certificate)
  if (problem) findings.push(problem)
  return {
    der,
    certificate,
    role: certificate.selfIssued ? 'anchor' : 'intermediate',
    findings,
  }
}

const PURPOSE_USAGES: Record<TrustPurpose, readonly string[]> = {
  email: [OID.emailProtection, OID.anyExtendedKeyUsage],
  seal: [
    OID.documentSigning,
    OID.msDocumentSigning,
    OID.adobeDocumentSigning,
    OID.emailProtection,
    OID.anyExtendedKeyUsage,
  ],
}

export const PIN_FINDINGS = [
  'malformed',
  'is_ca',
  'not_self_signed',
  'expired',
  'not_yet_valid',
  'other_address',
  'no_address',
  'key_usage',
  'extended_key_usage',
  'weak_hash',
  'weak_key',
  'unsupported',
  'unknown_critical',
  'signature',
] as const
export type PinFinding = (typeof PIN_FINDINGS)[number]

/**
 * Everything against pinning `certificate` for the holder of `email`: it must be an end entity's that signed itself (what an
 * authority issued it can revoke, and must stand by that authority), carry that address in its subjectAltName, be for signing
 * mail, valid, and strong. `not_yet_valid` is told too; whoever asks decides whether to wait.
 */
export function examinePin(
  certificate: Certificate,
  { at, email }: { readonly at: Date; readonly email: string }
): PinFinding[] {
  const findings: PinFinding[] = []
  const { basicConstraints, keyUsage, extendedKeyUsage, unknownCritical } = certificate.extensions
  const addresses = mailAddresses(certificate)
  if (addresses.length === 0) findings.push('no_address')
  else if (!addresses.some((address) => sameAddress(address, email))) findings.push('other_address')
  if (basicConstraints?.ca) findings.push('is_ca')
  if (!certificate.selfIssued) findings.push('not_self_signed')
  if (at > certificate.notAfter) findings.push('expired')
  if (at < certificate.notBefore) findings.push('not_yet_valid')
  const signs = [KEY_USAGE.digitalSignature, KEY_USAGE.nonRepudiation]
  if (keyUsage && !signs.some((bit) => keyUsage.has(bit))) findings.push('key_usage')
  if (extendedKeyUsage && !extendedKeyUsage.has(OID.emailProtection)) {
    findings.push('extended_key_usage')
  }
  if (unknownCritical.length > 0) findings.push('unknown_critical')
  const algorithm = algorithmProblem(certificate)
  if (algorithm) findings.push(algorithm)
  else if (certificate.selfIssued && signatureProblem(certificate, certificate)) {
    findings.push('signature')
  }
  return findings
}

/**
 * An anchor is a name and a key (§6.1.1 d): what it signed itself with proves nothing, and many roots of today did it with SHA-1. Its
 * key must count, and a self-signature that can be checked must be good, or the file was altered.
 */
function anchorProblem(certificate: Certificate): AuthorityFinding | null {
  const problem = algorithmProblem(certificate)
  if (problem === 'weak_hash') return null
  return problem ?? (signatureProblem(certificate, certificate) ? 'signature' : null)
}

/** Why key or signature algorithm do not count, or null. */
function algorithmProblem(
  certificate: Certificate
): 'weak_hash' | 'weak_key' | 'unsupported' | null {
  try {
    // The key first: one that is too short is so whatever it signs with.
    publicKeyOf(certificate)
    schemeOf(certificate.signatureAlgorithm)
    return null
  } catch (error) {
    if (error instanceof UnsupportedAlgorithm) return error.reason
    if (error instanceof MalformedAsn1) return 'unsupported'
    throw error
  }
}
