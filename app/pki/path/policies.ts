/** The certificate policy part of path validation: RFC 5280 §6.1.2 to §6.1.6, with the tree's size capped. */
import { OID } from '#pki/asn1/oids'
import type { Certificate } from '#pki/x509/certificate'

export interface PolicyOptions {
  /** Policies that the user accepts; empty means any. */
  readonly initialPolicies?: readonly string[]
  readonly explicitPolicy?: boolean
  readonly inhibitPolicyMapping?: boolean
  readonly inhibitAnyPolicy?: boolean
}

interface Node {
  readonly policy: string
  expected: Set<string>
  readonly parent: Node | null
  readonly children: Set<Node>
}

const LARGEST_TREE = 1024

export class PolicyState {
  #levels: Node[][]
  #explicit: number
  #mapping: number
  #any: number
  #nodes = 1

  /** `length` is the number of certificates of the path, the anchor not counted. */
  constructor(
    private readonly length: number,
    private readonly options: PolicyOptions
  ) {
    this.#explicit = options.explicitPolicy ? 0 : length + 1
    this.#mapping = options.inhibitPolicyMapping ? 0 : length + 1
    this.#any = options.inhibitAnyPolicy ? 0 : length + 1
    const root = { policy: OID.anyPolicy, expected: new Set([OID.anyPolicy]), parent: null }
    this.#levels = [[{ ...root, children: new Set() }]]
  }

  /** §6.1.3 (d)–(f) for the certificate at place `index` (1 to length); false when the policies do not allow it. */
  enter(certificate: Certificate, index: number): boolean {
    const { policies } = certificate.extensions
    const above = this.#levels.at(-1) ?? []
    if (policies && above.length > 0) {
      this.#levels.push([])
      const wildcard = above.find((node) => node.policy === OID.anyPolicy)
      for (const policy of policies) {
        if (policy === OID.anyPolicy) continue
        const parents = above.filter((node) => node.expected.has(policy))
        if (parents.length === 0 && wildcard) parents.push(wildcard)
        for (const parent of parents) this.#add(parent, policy, [policy])
      }
      const anyAllowed = this.#any > 0 || (index < this.length && certificate.selfIssued)
      if (policies.includes(OID.anyPolicy) && anyAllowed) {
        for (const parent of above) {
          const taken = new Set([...parent.children].map((child) => child.policy))
          for (const policy of parent.expected) {
            if (!taken.has(policy)) this.#add(parent, policy, [policy])
          }
        }
      }
      this.#prune()
    } else if (!policies) this.#levels = []
    return this.#explicit > 0 || !this.#empty
  }

  /** §6.1.4 (a), (b), (h)–(j): before the next certificate; false when a mapping is not allowed. */
  leave(certificate: Certificate): boolean {
    const { policyMappings, requireExplicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy } =
      certificate.extensions
    if (policyMappings && !this.#map(policyMappings)) return false
    if (!certificate.selfIssued) {
      this.#explicit = Math.max(0, this.#explicit - 1)
      this.#mapping = Math.max(0, this.#mapping - 1)
      this.#any = Math.max(0, this.#any - 1)
    }
    this.#explicit = Math.min(this.#explicit, requireExplicitPolicy ?? Infinity)
    this.#mapping = Math.min(this.#mapping, inhibitPolicyMapping ?? Infinity)
    this.#any = Math.min(this.#any, inhibitAnyPolicy ?? Infinity)
    return true
  }

  /** §6.1.5 (a), (b), (g): whether the path as a whole meets the policies. */
  finish(leaf: Certificate): boolean {
    this.#explicit = Math.max(0, this.#explicit - 1)
    if (leaf.extensions.requireExplicitPolicy === 0) this.#explicit = 0
    this.#intersect()
    return this.#explicit > 0 || !this.#empty
  }

  get #empty(): boolean {
    return (this.#levels.at(-1) ?? []).length === 0
  }

  #map(mappings: readonly { issuer: string; subject: string }[]): boolean {
    if (mappings.some((item) => item.issuer === OID.anyPolicy || item.subject === OID.anyPolicy)) {
      return false
    }
    const level = this.#levels.at(-1)
    if (!level || level.length === 0) return true
    const byIssuer = Map.groupBy(mappings, (item) => item.issuer)
    for (const [policy, pairs] of byIssuer) {
      const subjects = pairs.map((pair) => pair.subject)
      const nodes = level.filter((node) => node.policy === policy)
      if (this.#mapping === 0) for (const node of nodes) this.#remove(node)
      else if (nodes.length > 0) for (const node of nodes) node.expected = new Set(subjects)
      else {
        const wildcard = level.find((node) => node.policy === OID.anyPolicy)
        if (wildcard?.parent) this.#add(wildcard.parent, policy, subjects)
      }
    }
    this.#prune()
    return true
  }

  #intersect(): void {
    const wanted = this.options.initialPolicies ?? []
    if (wanted.length === 0 || wanted.includes(OID.anyPolicy) || this.#empty) return
    const first = this.#levels
      .flat()
      .filter((node) => node.parent?.policy === OID.anyPolicy && node.policy !== OID.anyPolicy)
    for (const node of first) if (!wanted.includes(node.policy)) this.#removeTree(node)
    const wildcard = this.#levels.at(-1)?.find((node) => node.policy === OID.anyPolicy)
    if (wildcard?.parent) {
      const present = new Set(first.map((node) => node.policy))
      for (const policy of wanted) {
        if (!present.has(policy)) this.#add(wildcard.parent, policy, [policy])
      }
      this.#remove(wildcard)
    }
    this.#prune()
  }

  #add(parent: Node, policy: string, expected: readonly string[]): void {
    if (++this.#nodes > LARGEST_TREE) throw new PolicyTreeTooLarge()
    const node: Node = { policy, expected: new Set(expected), parent, children: new Set() }
    parent.children.add(node)
    this.#levels.at(-1)!.push(node)
  }

  #remove(node: Node): void {
    node.parent?.children.delete(node)
    for (const level of this.#levels) {
      const place = level.indexOf(node)
      if (place >= 0) level.splice(place, 1)
    }
  }

  #removeTree(node: Node): void {
    for (const child of node.children) this.#removeTree(child)
    this.#remove(node)
  }

  /** Takes out what has no child any more, from the lowest level but one upward. */
  #prune(): void {
    for (let depth = this.#levels.length - 2; depth >= 0; depth--) {
      for (const node of [...this.#levels[depth]!]) if (node.children.size === 0) this.#remove(node)
    }
    if (this.#levels[0]?.length === 0) this.#levels = []
  }
}

export class PolicyTreeTooLarge extends Error {}
