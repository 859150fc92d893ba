/**
 * Finds the path from a certificate to a trust anchor (RFC 4158) among certificates that a stranger supplied: by name,
 * proven by signature at each step, with depth and the number of signatures checked capped.
 */
import {
  leafFindings,
  signatureProblem,
  validatePath,
  type Finding,
  type PathOptions,
  type PathReason,
} from '#pki/path/validate'
import type { Certificate } from '#pki/x509/certificate'

export interface BuiltPath {
  /** Leaf first, the anchor not in it. */
  readonly path: readonly Certificate[]
  /** Null where no anchor was reached. */
  readonly anchor: Certificate | null
  /** Empty when the path is valid. */
  readonly findings: readonly Finding[]
}

const LONGEST_PATH = 10
const MOST_SIGNATURES = 64

/** The valid path, or the one with the least wrong with it, or the leaf alone with the reason why none was found. */
export function buildPath(
  leaf: Certificate,
  pool: readonly Certificate[],
  anchors: readonly Certificate[],
  options: PathOptions
): BuiltPath {
  const trusted = new Set(anchors.map((anchor) => anchor.fingerprint))
  let best: BuiltPath | null = null
  let reached: readonly Certificate[] = [leaf]
  let signatures = 0
  let broken: PathReason | null = null

  const signs = (issuer: Certificate, subject: Certificate): boolean => {
    if (issuer.subject.key !== subject.issuer.key || ++signatures > MOST_SIGNATURES) return false
    const problem = signatureProblem(subject, issuer)
    broken ??= problem
    return problem === null
  }

  const extend = (path: readonly Certificate[]): boolean => {
    const tip = path.at(-1)!
    if (path.length > reached.length) reached = path
    for (const anchor of byKeyId(tip, anchors)) {
      if (!signs(anchor, tip)) continue
      const findings = validatePath(path, anchor, options)
      if (!best || weight(findings) < weight(best.findings)) best = { path, anchor, findings }
      if (findings.length === 0) return true
    }
    if (path.length >= LONGEST_PATH) return false
    return byKeyId(tip, pool).some(
      (issuer) =>
        !trusted.has(issuer.fingerprint) &&
        !path.some((item) => item.fingerprint === issuer.fingerprint) &&
        signs(issuer, tip) &&
        extend([...path, issuer])
    )
  }

  extend([leaf])
  if (best) return best
  const reason: PathReason =
    signatures > MOST_SIGNATURES ? 'chain.too_complex' : unreached(reached, broken)
  const findings = [{ reason, certificate: reached.at(-1)! }, ...leafFindings(leaf, options)]
  return { path: reached, anchor: null, findings }
}

function unreached(path: readonly Certificate[], broken: PathReason | null): PathReason {
  const tip = path.at(-1)!
  if (tip.selfIssued) return path.length === 1 ? 'chain.self_signed' : 'chain.untrusted'
  return broken ?? 'chain.incomplete'
}

/** Candidates whose key identifier fits come first; the identifier only orders, it never decides. */
function byKeyId(subject: Certificate, candidates: readonly Certificate[]): Certificate[] {
  const wanted = subject.extensions.authorityKeyId
  const fits = ({ extensions: { subjectKeyId } }: Certificate) =>
    wanted && subjectKeyId && Buffer.compare(wanted, subjectKeyId) === 0 ? 0 : 1
  return candidates
    .filter((candidate) => candidate.subject.key === subject.issuer.key)
    .toSorted((a, b) => fits(a) - fits(b))
}

/** A broken chain weighs more than a wrong date, a wrong date more than a wrong purpose. */
function weight(findings: readonly Finding[]): number {
  return findings.reduce((sum, { reason }) => {
    if (reason.startsWith('chain.')) return sum + 10_000
    return sum + (reason.startsWith('validity.') ? 100 : 1)
  }, 0)
}
