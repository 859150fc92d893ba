/**
 * Certification paths as cases, one JSON object each: for suites that put thousands of them to a validator, and for whoever wants to
 * know what we make of a chain.
 *
 *     {"id", "trust": [PEM…], "chain": [PEM of the leaf, then others in any order], "crls": [PEM…],
 *      "at": ISO time | null for now, "purpose": "emailProtection" | null,
 *      "policies": {"initial": [OID…], "require_explicit", "inhibit_mapping", "inhibit_any"} | null,
 *      "revocation": "require" | "if_present" | "off"}
 *
 * - What is trusted is trusted: every certificate of `trust` ends a path, also one that another authority issued. A leaf that is
 *   among them needs no path, nor a revocation list; all else is asked of it. A list of its issuer that revokes it is heard,
 *   though: of such a leaf, and of an anchor that another authority issued.
 * - Of `trust`, of `chain` behind the leaf and of `crls`, what cannot be read is as if it were not there; a leaf that cannot be
 *   read is refused.
 * - `policies.initial` empty means any policy.
 * - `revocation`: `require` wants good news of every certificate below the anchor. `if_present` is content where there is no list of
 *   a certificate's issuer at all; one that is there must settle the question, so that a forged, stale, unreadable or foreign
 *   one refuses. `off` looks at none.
 * - Unless asked otherwise, certificates and lists are held against all that RFC 5280 has authorities do (`strict`).
 */
import type { Outcome } from '#pki/contract'
import { crlsFrom } from '#pki/folder_revocation'
import { buildPath } from '#pki/path/build'
import type { PolicyOptions } from '#pki/path/policies'
import type { Profile } from '#pki/path/profile'
import {
  checkPathRevocation,
  isRevokedByItsIssuer,
  type RevocationOptions,
} from '#pki/path/revocation'
import { EMAIL_PURPOSE, validateTrusted, type PathOptions, type Purpose } from '#pki/path/validate'
import { parseCertificate, tryParseCertificate, type Certificate } from '#pki/x509/certificate'
import { tryParseCrl } from '#pki/x509/crl'
import { derBlocks } from '#pki/x509/pem'

export interface CaseResult {
  /** What the case calls itself; null where that cannot be read. */
  readonly id: string | number | null
  readonly accepted: boolean
  /** A stable word, with more behind a colon for some; null when accepted. */
  readonly reason: string | null
  /** Not printed: an undecided case (revocation unknown) is not accepted either. */
  readonly outcome: Outcome
}

export interface CaseOptions {
  /** The time of cases that name none. */
  readonly now: Date
  readonly profile?: Profile
}

/** The case cannot be judged as it is written. */
class BrokenCase extends Error {}

/** Judges the case of one line; whatever the line is, it ends in a result. */
export async function judgeCase(line: string, options: CaseOptions): Promise<CaseResult> {
  let id: string | number | null = null
  try {
    const fields = readObject(line)
    id = typeof fields.id === 'string' || typeof fields.id === 'number' ? fields.id : null
    return { id, ...(await judge(readCase(fields, options), options)) }
  } catch (error) {
    if (!(error instanceof BrokenCase)) throw error
    return { id, ...refused(`case.broken: ${error.message}`) }
  }
}

type Verdict = Omit<CaseResult, 'id'>

const ACCEPTED: Verdict = { accepted: true, reason: null, outcome: 'accepted' }

function refused(reason: string, outcome: Outcome = 'rejected'): Verdict {
  return { accepted: false, reason, outcome }
}

async function judge(item: PathCase, { profile = 'strict' }: CaseOptions): Promise<Verdict> {
  const { trust, chain, crls, at, revocation } = item
  if (!chain[0]) return refused('chain.malformed')
  const leaf = tryParseCertificate(chain[0])
  if (!leaf) return refused(`chain.malformed: ${whyMalformed(chain[0])}`)
  const anchors = readable(trust)
  const pool = readable(chain.slice(1))
  const asked: PathOptions = { ...item.policies, at, purpose: item.purpose, profile }
  const lists: RevocationOptions = {
    now: at,
    source: crlsFrom(crls),
    pool: [...pool, ...anchors],
    profile,
    ifPresent: revocation === 'if_present',
  }
  if (anchors.some(({ fingerprint }) => fingerprint === leaf.fingerprint)) {
    const [problem] = validateTrusted(leaf, asked)
    if (problem) return refused(reasonOf(problem))
    const revoked = revocation !== 'off' && (await isRevokedByItsIssuer(leaf, lists))
    return revoked ? refused('revocation.revoked') : ACCEPTED
  }
  const { path, anchor, findings } = buildPath(leaf, pool, anchors, asked)
  if (findings[0]) return refused(reasonOf(findings[0]))
  if (!anchor) return refused('chain.untrusted')
  if (revocation === 'off') return ACCEPTED
  if (revocation === 'if_present' && crls.some((der) => !tryParseCrl(der)))
    return refused('revocation.unreadable')
  if (await isRevokedByItsIssuer(anchor, lists)) return refused('revocation.issuer_revoked')
  const status = await checkPathRevocation(path, anchor, lists)
  if (status.status === 'good') return ACCEPTED
  return refused(status.reason!, status.status === 'revoked' ? 'rejected' : 'indeterminate')
}

/** The word of a problem, with the rule behind it for some. */
export function reasonOf({ reason, rule }: { reason: string; rule?: string }): string {
  return rule ? `${reason}: ${rule}` : reason
}

function readable(ders: readonly Uint8Array[]): Certificate[] {
  return ders.map((der) => tryParseCertificate(der)).filter((item) => item !== null)
}

function whyMalformed(der: Uint8Array): string {
  try {
    parseCertificate(der)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

interface PathCase {
  readonly trust: readonly Uint8Array[]
  readonly chain: readonly Uint8Array[]
  readonly crls: readonly Uint8Array[]
  readonly at: Date
  readonly purpose: Purpose
  readonly policies: PolicyOptions
  readonly revocation: 'require' | 'if_present' | 'off'
}

type Fields = Readonly<Record<string, unknown>>

function readObject(line: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new BrokenCase('not JSON')
  }
  return asObject(value, 'the line')
}

function readCase(fields: Fields, { now }: CaseOptions): PathCase {
  return {
    trust: readBlocks(fields, 'trust', 'CERTIFICATE', 'X509 CERTIFICATE'),
    chain: readBlocks(fields, 'chain', 'CERTIFICATE', 'X509 CERTIFICATE'),
    crls: readBlocks(fields, 'crls', 'X509 CRL'),
    at: readAt(fields.at, now),
    purpose: readPurpose(fields.purpose),
    policies: readPolicies(fields.policies),
    revocation: readRevocation(fields.revocation),
  }
}

function readBlocks(fields: Fields, name: string, ...labels: string[]): Uint8Array[] {
  return asStrings(fields[name], name).flatMap((text) => derBlocks(Buffer.from(text), ...labels))
}

/** An ISO time; one without a zone is UTC, as certificates' are. */
function readAt(value: unknown, now: Date): Date {
  if (value === null || value === undefined) return now
  const text = typeof value === 'string' ? value.trim() : ''
  const iso =
    /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(text)
  const at = iso ? new Date(text.length === 10 || iso[1] ? text : `${text}Z`) : new Date(Number.NaN)
  if (Number.isNaN(at.getTime())) throw new BrokenCase('at is no time')
  return at
}

function readPurpose(value: unknown): Purpose {
  if (value === null || value === undefined) return { allowCa: true }
  if (value === 'emailProtection') return EMAIL_PURPOSE
  throw new BrokenCase('purpose is unknown')
}

const OBJECT_IDENTIFIER = /^[0-2](\.\d+)+$/

function readPolicies(value: unknown): PolicyOptions {
  if (value === null || value === undefined) return {}
  const fields = asObject(value, 'policies')
  const initial = fields.initial ?? []
  const initialPolicies = asStrings(initial, 'policies.initial')
  if (!initialPolicies.every((oid) => OBJECT_IDENTIFIER.test(oid))) {
    throw new BrokenCase('policies.initial holds no object identifiers')
  }
  return {
    initialPolicies,
    explicitPolicy: asFlag(fields.require_explicit, 'policies.require_explicit'),
    inhibitPolicyMapping: asFlag(fields.inhibit_mapping, 'policies.inhibit_mapping'),
    inhibitAnyPolicy: asFlag(fields.inhibit_any, 'policies.inhibit_any'),
  }
}

function readRevocation(value: unknown): PathCase['revocation'] {
  if (value === 'require' || value === 'if_present' || value === 'off') return value
  throw new BrokenCase('revocation is unknown')
}

function asObject(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BrokenCase(`${name} is no object`)
  }
  return value as Fields
}

function asStrings(value: unknown, name: string): string[] {
  const list = value ?? []
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) {
    throw new BrokenCase(`${name} is no list of texts`)
  }
  return list
}

function asFlag(value: unknown, name: string): boolean {
  if (value === undefined || value === null) return false
  if (typeof value !== 'boolean') throw new BrokenCase(`${name} is neither true nor false`)
  return value
}
