/**
 * Finds the path from a certificate to a trust anchor (RFC 4158) among certificates that a stranger supplied: by name, proven by
 * signature at each step. Two passes: the first leaves out what no valid path can go through, so that a good branch is found among
 * many bad ones; the second, when there is none, looks for the path with the least wrong with it, to say what it is. Both are
 * bounded in steps and signatures, whatever the pool.
 */
import { Comparisons } from '#pki/path/name_constraints'
import {
  leafFindings,
  signatureProblem,
  validatePath,
  type Finding,
  type PathOptions,
  type PathReason,
} from '#pki/path/validate'
import { KEY_USAGE, type Certificate } from '#pki/x509/certificate'

export interface BuiltPath {
  /** Leaf first, the anchor not in it. */
  readonly path: readonly Certificate[]
  /** Null where no anchor was reached. */
  readonly anchor: Certificate | null
  /** Empty when the path is valid. */
  readonly findings: readonly Finding[]
}

const LONGEST_PATH = 10

interface Budget {
  /** Signatures that are computed. */
  readonly signatures: number
  /** Certificates that are looked at. */
  readonly steps: number
  /** Whole paths that are judged. */
  readonly judged: number
}

const TO_FIND: Budget = { signatures: 128, steps: 2_000, judged: 64 }
const TO_EXPLAIN: Budget = { signatures: 32, steps: 500, judged: 16 }

/** The valid path, or the one with the least wrong with it, or the leaf alone with the reason why none was found. */
export function buildPath(
  leaf: Certificate,
  pool: readonly Certificate[],
  anchors: readonly Certificate[],
  options: PathOptions
): BuiltPath {
  const candidates = new Candidates(pool, anchors)
  const sound = new Search(candidates, options, TO_FIND, true)
  sound.from(leaf)
  if (sound.best?.findings.length === 0) return sound.best
  const any = new Search(candidates, options, TO_EXPLAIN, false)
  any.from(leaf)
  const [best] = [sound.best, any.best]
    .filter((found) => found !== null)
    .toSorted((a, b) => weight(a.findings) - weight(b.findings))
  if (best) return best
  const spent = sound.spent || any.spent
  const reason: PathReason = spent ? 'chain.too_complex' : unreached(any.reached, any.broken)
  const findings = [{ reason, certificate: any.reached.at(-1)! }, ...leafFindings(leaf, options)]
  return { path: any.reached, anchor: null, findings }
}

/** Issuers by their names; each list is put into order once. */
class Candidates {
  readonly #anchors: ReadonlyMap<string, readonly Certificate[]>
  readonly #pool: ReadonlyMap<string, readonly Certificate[]>
  readonly #distances: ReadonlyMap<string, number>
  readonly #ordered = new Map<string, readonly Certificate[]>()

  constructor(pool: readonly Certificate[], anchors: readonly Certificate[]) {
    const { trusted, index } = indexOf(anchors)
    const others = new Map(
      pool.flatMap((item) => (trusted.has(item.fingerprint) ? [] : [[item.fingerprint, item]]))
    )
    this.#anchors = index
    this.#pool = bySubject([...others.values()])
    this.#distances = distancesFrom(this.#anchors.keys(), [...others.values()])
  }

  /** How many certificates at least are above this one up to an anchor, by their names; Infinity where no way leads there. */
  above({ issuer }: Certificate): number {
    return this.#distances.get(issuer.key) ?? Infinity
  }

  anchorsFor(subject: Certificate): readonly Certificate[] {
    return this.#order('anchor', this.#anchors, subject)
  }

  issuersFor(subject: Certificate): readonly Certificate[] {
    return this.#order('issuer', this.#pool, subject)
  }

  /** Those whose key identifier fits come first, then those near to an anchor; this only orders, it never decides. */
  #order(
    kind: string,
    index: ReadonlyMap<string, readonly Certificate[]>,
    { issuer, extensions: { authorityKeyId: wanted } }: Certificate
  ): readonly Certificate[] {
    const named = index.get(issuer.key) ?? []
    if (named.length < 2) return named
    const key = `${kind} ${Buffer.from(wanted ?? []).toString('hex')} ${issuer.key}`
    let ordered = this.#ordered.get(key)
    if (!ordered) {
      const rank = (item: Certificate) => {
        const { subjectKeyId } = item.extensions
        const fits = wanted && subjectKeyId && Buffer.compare(wanted, subjectKeyId) === 0
        return (fits ? 0 : 1000) + Math.min(this.above(item), 999)
      }
      ordered = named.toSorted((a, b) => rank(a) - rank(b))
      this.#ordered.set(key, ordered)
    }
    return ordered
  }
}

interface AnchorIndex {
  readonly trusted: ReadonlySet<string>
  readonly index: ReadonlyMap<string, readonly Certificate[]>
}

const indexes = new WeakMap<readonly Certificate[], AnchorIndex>()

/** A store of hundreds of authorities is the same for many paths. */
function indexOf(anchors: readonly Certificate[]): AnchorIndex {
  let entry = indexes.get(anchors)
  if (!entry) {
    const trusted = new Set(anchors.map(({ fingerprint }) => fingerprint))
    entry = { trusted, index: bySubject(anchors) }
    indexes.set(anchors, entry)
  }
  return entry
}

/** Distances of names from those of the anchors, along who issued whom. */
function distancesFrom(
  anchors: Iterable<string>,
  pool: readonly Certificate[]
): ReadonlyMap<string, number> {
  const issued = Map.groupBy(pool, ({ issuer }) => issuer.key)
  const distances = new Map<string, number>()
  for (const name of anchors) distances.set(name, 0)
  // A Map hands out what is added while it is walked: breadth first.
  for (const [name, distance] of distances) {
    for (const { subject } of issued.get(name) ?? []) {
      if (!distances.has(subject.key)) distances.set(subject.key, distance + 1)
    }
  }
  return distances
}

function bySubject(certificates: readonly Certificate[]): Map<string, Certificate[]> {
  return Map.groupBy(certificates, ({ subject }) => subject.key)
}

/** A walk in depth from the leaf, that ends at the first valid path or when its budget is spent. */
class Search {
  best: BuiltPath | null = null
  /** The longest way that was proven. */
  reached: readonly Certificate[] = []
  /** Why the first signature that did not fit did not. */
  broken: PathReason | null = null
  #signatures = 0
  #steps = 0
  #judged = 0
  readonly #comparisons = new Comparisons()
  readonly #known = new Map<Certificate, Set<Certificate>>()

  constructor(
    private readonly candidates: Candidates,
    private readonly options: PathOptions,
    private readonly budget: Budget,
    /** Leave out issuers that no valid path goes through. */
    private readonly soundOnly: boolean
  ) {}

  get spent(): boolean {
    const { signatures, steps, judged } = this.budget
    return this.#signatures >= signatures || this.#steps >= steps || this.#judged >= judged
  }

  from(leaf: Certificate): boolean {
    return this.#extend([leaf], 0)
  }

  /** `authorities`: how many of the path's certificates count against a path length (§4.2.1.9). True ends the search. */
  #extend(path: readonly Certificate[], authorities: number): boolean {
    const tip = path.at(-1)!
    if (path.length > this.reached.length) this.reached = path
    for (const anchor of this.candidates.anchorsFor(tip)) {
      if (this.spent) return true
      if (!this.#signs(anchor, tip)) continue
      this.#judged++
      const findings = validatePath(path, anchor, this.options, this.#comparisons)
      if (!this.best || weight(findings) < weight(this.best.findings)) {
        this.best = { path, anchor, findings }
      }
      if (findings.length === 0) return true
    }
    if (path.length >= LONGEST_PATH) return false
    for (const issuer of this.candidates.issuersFor(tip)) {
      if (this.spent) return true
      this.#steps++
      if (isRepeated(issuer, path)) continue
      if (this.soundOnly && !this.#mayIssue(issuer, path.length, authorities)) continue
      if (!this.#signs(issuer, tip)) continue
      if (this.#extend([...path, issuer], authorities + (issuer.selfIssued ? 0 : 1))) return true
    }
    return false
  }

  /**
   * What can be seen of an issuer without its path: that a way leads on to an anchor, its dates, that it is an authority, and that
   * the way below it is short enough.
   */
  #mayIssue(issuer: Certificate, below: number, authorities: number): boolean {
    const { basicConstraints, keyUsage, unknownCritical } = issuer.extensions
    const at = Math.floor(this.options.at.getTime() / 1000) * 1000
    return (
      below + 1 + this.candidates.above(issuer) <= LONGEST_PATH &&
      issuer.notBefore.getTime() <= at &&
      at <= issuer.notAfter.getTime() &&
      basicConstraints?.ca === true &&
      authorities <= (basicConstraints.pathLength ?? Infinity) &&
      keyUsage?.has(KEY_USAGE.keyCertSign) !== false &&
      unknownCritical.length === 0
    )
  }

  #signs(issuer: Certificate, subject: Certificate): boolean {
    let asked = this.#known.get(subject)
    if (!asked) this.#known.set(subject, (asked = new Set()))
    if (!asked.has(issuer)) {
      this.#signatures++
      asked.add(issuer)
    }
    const problem = signatureProblem(subject, issuer)
    this.broken ??= problem
    return problem === null
  }
}

/** The same name with the same key again is a loop, also under another certificate (RFC 4158 §5.2). */
function isRepeated(issuer: Certificate, path: readonly Certificate[]): boolean {
  return path.some(
    (item) =>
      item.subject.key === issuer.subject.key && Buffer.compare(item.spki, issuer.spki) === 0
  )
}

function unreached(path: readonly Certificate[], broken: PathReason | null): PathReason {
  const tip = path.at(-1)!
  if (tip.selfIssued) return path.length === 1 ? 'chain.self_signed' : 'chain.untrusted'
  return broken ?? 'chain.incomplete'
}

/** A broken chain weighs more than a wrong date, a wrong date more than a wrong purpose. */
function weight(findings: readonly Finding[]): number {
  return findings.reduce((sum, { reason }) => {
    if (reason.startsWith('chain.')) return sum + 10_000
    return sum + (reason.startsWith('validity.') ? 100 : 1)
  }, 0)
}
