/**
 * Name constraints (RFC 5280 §4.2.1.10, §6.1.3 (b) and (c), §6.1.4 (g), RFC 9598 §6 for SmtpUTF8Mailbox).
 *
 * Where a name or a constraint cannot be read for certain, the doubt falls on the safe side: such a name is excluded by every
 * excluded subtree of its kind, and lies in no permitted one.
 */
import { OID } from '#pki/asn1/oids'
import { asciiDomain } from '#pki/mime/domain'
import type { Certificate, Subtree } from '#pki/x509/certificate'
import type { GeneralName } from '#pki/x509/general_name'
import { isWithin, type Name } from '#pki/x509/name'

/** More comparisons than an honest certificate causes: refused instead of computed. */
const MOST_COMPARISONS = 20_000
/** The same of a search, that judges many paths. */
const MOST_COMPARISONS_OF_SEARCH = 200_000

/** What one search for a path may compare in all. */
export class Comparisons {
  #left = MOST_COMPARISONS_OF_SEARCH

  /** Takes `count`; false where there is no more. */
  take(count: number): boolean {
    this.#left -= count
    return this.#left >= 0
  }
}

type ByKind = ReadonlyMap<string, readonly Subtree[]>

export class NameConstraints {
  #permitted: ByKind[] = []
  #excluded: ByKind[] = []
  #comparisons = 0

  constructor(private readonly budget = new Comparisons()) {}

  /** §6.1.4 (g): permitted subtrees narrow what is permitted, excluded ones add up. */
  add(certificate: Certificate): void {
    const { permitted, excluded } = constraintsOf(certificate)
    if (permitted.size > 0) this.#permitted.push(permitted)
    if (excluded.size > 0) this.#excluded.push(excluded)
  }

  /**
   * §6.1.3 (b), (c): whether every name of the certificate is allowed. `forServer`: whether somebody may take it for a server's, and
   * its common name for a host (see {@link hostsOf}).
   */
  allow(certificate: Certificate, forServer: boolean): boolean {
    if (this.#permitted.length === 0 && this.#excluded.length === 0) return true
    const names = [...namesOf(certificate), ...(forServer ? hostsOf(certificate) : [])]
    return names.every((name) => this.#allows(name))
  }

  #allows(name: GeneralName): boolean {
    const kind = kindOf(name)
    for (const set of this.#excluded) {
      const subtrees = set.get(kind) ?? []
      if (!this.#take(subtrees.length)) return false
      if (subtrees.some(({ base }) => matches(name, base, true))) return false
    }
    for (const set of this.#permitted) {
      const subtrees = set.get(kind)
      if (!subtrees) continue
      if (!this.#take(subtrees.length)) return false
      if (!subtrees.some(({ base }) => matches(name, base, false))) return false
    }
    return true
  }

  #take(count: number): boolean {
    this.#comparisons += count
    return this.#comparisons <= MOST_COMPARISONS && this.budget.take(count)
  }
}

/**
 * `compute`, once for each object. Names and certificates do not change, and are held against each other thousands of times: reading
 * a domain costs far more than comparing it.
 */
function once<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>()
  return (key) => {
    let entry = known.get(key)
    if (!entry) known.set(key, (entry = { value: compute(key) }))
    return entry.value
  }
}

const constraintsOf = once(({ extensions: { nameConstraints } }: Certificate) => ({
  permitted: byKind(nameConstraints?.permitted ?? []),
  excluded: byKind(nameConstraints?.excluded ?? []),
}))

/** Names of one kind are held against constraints of that kind; an SmtpUTF8Mailbox against those for rfc822Names. */
function kindOf(name: GeneralName): string {
  if (name.kind === 'smtpUtf8') return 'rfc822'
  return name.kind === 'other' ? `other ${name.type}` : name.kind
}

function byKind(subtrees: readonly Subtree[]): ByKind {
  return Map.groupBy(subtrees, ({ base }) => kindOf(base))
}

/** Every name that constraints reach: the subject, its e-mail attributes, the alternative names. */
const namesOf = once(({ subject, extensions }: Certificate): readonly GeneralName[] => {
  const names: GeneralName[] = [...(extensions.alternativeNames ?? [])]
  if (subject.rdns.length > 0) names.push({ kind: 'directory', name: subject })
  for (const { type, text } of subject.attributes) {
    if (type === OID.emailAddress) names.push({ kind: 'rfc822', value: text ?? '' })
  }
  return names
})

/**
 * A common name that looks like a host's, where there is no dNSName: programs that look for a server take it for one. Nobody else
 * does, and people and firms are called so, too (`budi.santoso`).
 */
const hostsOf = once(({ subject, extensions }: Certificate): readonly GeneralName[] => {
  if (extensions.alternativeNames?.some(({ kind }) => kind === 'dns')) return []
  return subject.attributes.flatMap(({ type, text }) =>
    type === OID.commonName && text && looksLikeHost(text) ? [{ kind: 'dns', value: text }] : []
  )
})

function looksLikeHost(text: string): boolean {
  return text.includes('.') && asciiDomain(text.replace(/^\*\./, '')) !== null
}

function matches(name: GeneralName, base: GeneralName, excluding: boolean): boolean {
  if (name.kind === 'directory' && base.kind === 'directory') {
    // A value that is no text cannot be compared with one that says the same in text.
    return isWithin(name.name.rdns, base.name.rdns) || (excluding && hasNoText(name.name))
  }
  const isMail = name.kind === 'rfc822' || name.kind === 'smtpUtf8'
  if (isMail && base.kind === 'rfc822') {
    return mailMatches(addressOf(name), mailBaseOf(base), excluding)
  }
  if (name.kind === 'dns' && base.kind === 'dns') {
    return dnsMatches(hostNameOf(name), treeOf(base), excluding)
  }
  if (name.kind === 'uri' && base.kind === 'uri') {
    const host = uriHostOf(name)
    return host === null ? excluding : hostMatches(host, treeOf(base), excluding)
  }
  if (name.kind === 'ip' && base.kind === 'ip') return ipMatches(name.value, base.value, excluding)
  // §4.2.1.10: a form that is not processed refuses the certificate.
  return excluding
}

type Text = Extract<GeneralName, { readonly value: string }>

const hasNoText = once((name: Name) => name.attributes.some(({ text }) => text === null))

/** The local part of an address: a dot-atom (RFC 5321 §4.1.2, RFC 6531 §3.3); a quoted one cannot be compared for certain. */
const LOCAL =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+)*$/u

interface Address {
  readonly local: string
  readonly domain: string
}

/** An address, split; the domain as A-labels. Null when it is none. */
const addressOf = once(({ value }: Text): Address | null => {
  const at = value.indexOf('@')
  const local = value.slice(0, at)
  const domain = asciiDomain(value.slice(at + 1))
  return at > 0 && domain !== null && LOCAL.test(local) ? { local, domain } : null
})

/** A domain, or with a period in front all that is below it. */
interface Tree {
  readonly domain: string
  readonly below: boolean
}

/** What a constraint for hosts reaches: `all` where it is empty, null where it cannot be read. */
const treeOf = once(({ value }: Text): Tree | 'all' | null => {
  if (value === '') return 'all'
  const below = value.startsWith('.')
  const domain = asciiDomain(below ? value.slice(1) : value)
  return domain === null ? null : { domain, below }
})

/** A constraint is one mailbox, all of one host, or (with a period in front) all below a domain. An empty one is not of the RFC. */
const mailBaseOf = once((base: Text): Address | Tree | 'all' | null =>
  base.value.includes('@') ? addressOf(base) : treeOf(base)
)

function mailMatches(
  address: Address | null,
  base: Address | Tree | 'all' | null,
  excluding: boolean
): boolean {
  if (!address || base === null || base === 'all') return excluding
  if ('below' in base) return hostMatches(address.domain, base, excluding)
  if (address.domain !== base.domain) return false
  return excluding
    ? address.local.toLowerCase() === base.local.toLowerCase()
    : address.local === base.local
}

/** The host exactly, or with a period in front everything below it. */
function hostMatches(host: string, tree: Tree | 'all' | null, excluding: boolean): boolean {
  if (tree === null || tree === 'all') return excluding
  return tree.below ? host.endsWith(`.${tree.domain}`) : host === tree.domain
}

const hostNameOf = once(({ value }: Text) => {
  const wildcard = value.startsWith('*.')
  const host = asciiDomain(wildcard ? value.slice(2) : value)
  return host === null ? null : { host, wildcard }
})

/**
 * The host and everything below it. A period in front is not of the RFC: it permits what is below only. A wildcard is excluded by
 * every subtree in which a host that it stands for may lie.
 */
function dnsMatches(
  name: { readonly host: string; readonly wildcard: boolean } | null,
  tree: Tree | 'all' | null,
  excluding: boolean
): boolean {
  if (name === null || tree === null) return excluding
  if (tree === 'all') return true
  const { host, wildcard } = name
  if (host.endsWith(`.${tree.domain}`)) return true
  if (host === tree.domain) return !tree.below || wildcard || excluding
  return excluding && wildcard && tree.domain.endsWith(`.${host}`)
}

/**
 * RFC 3986 §3.2: scheme, user information, host and port; group 1 is the host. The characters are those of the RFC: where a backslash
 * stands in front of an at-sign, a browser reads another host than this.
 */
const AUTHORITY =
  /^[a-z][a-z0-9+.-]*:\/\/(?:[a-z0-9._~!$&'()*+,;=:%-]*@)?([^/?#@:[\]\\]*|\[[0-9a-f:.]+\])(?::\d*)?(?:[/?#][^\\\s]*)?$/i

/** What a program may read as an IP address: the last label is a number (RFC 3986 §7.4). */
const NUMERIC = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/

/** §4.2.1.10: the host part; a URI without an authority, or with an IP address there, cannot be held against a constraint. */
const uriHostOf = once(({ value }: Text): string | null => {
  const host = asciiDomain(AUTHORITY.exec(value)?.[1] ?? '')
  return host === null || NUMERIC.test(host) ? null : host
})

/** An address and a subnet in CIDR form (RFC 4632): address and mask, each as long as the name. */
function ipMatches(value: Uint8Array, base: Uint8Array, excluding: boolean): boolean {
  const readable = (value.length === 4 || value.length === 16) && isSubnet(base)
  if (!readable) return excluding
  // An address of one version that is written in the other is excluded by whatever excludes any of the other.
  if (value.length * 2 !== base.length) return excluding && (isMapped(value) || isMapped(base))
  return value.every((byte, i) => {
    const mask = base[value.length + i]!
    return (byte & mask) === (base[i]! & mask)
  })
}

/** ::ffff:0:0/96 (RFC 4291 §2.5.5.2). */
function isMapped(address: Uint8Array): boolean {
  return (
    address.length >= 16 &&
    address.subarray(0, 10).every((byte) => byte === 0) &&
    address[10] === 0xff &&
    address[11] === 0xff
  )
}

const isSubnet = once((base: Uint8Array): boolean => {
  if (base.length !== 8 && base.length !== 32) return false
  const mask = [...base.subarray(base.length / 2)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
  return /^1*0*$/.test(mask)
})

/** Whether a constraint is of a form that §4.2.1.10 knows; one that is not must not be part of a certificate. */
export function isWellFormedConstraint({ base }: Subtree): boolean {
  switch (base.kind) {
    case 'rfc822':
      return mailBaseOf(base) !== null
    case 'dns':
      return treeOf(base) !== null && !base.value.startsWith('.')
    case 'uri':
      return treeOf(base) !== null
    case 'ip':
      return isSubnet(base.value)
    default:
      return true
  }
}

/** Whether an alternative name is of the form that §4.2.1.6 wants. */
export function isWellFormedName(name: GeneralName): boolean {
  switch (name.kind) {
    case 'rfc822':
    case 'smtpUtf8':
      return addressOf(name) !== null
    case 'dns':
      return hostNameOf(name) !== null
    case 'uri':
      return isUri(name)
    case 'ip':
      return name.value.length === 4 || name.value.length === 16
    default:
      return true
  }
}

/** A scheme and something behind it; where there is an authority, a host or an IP address in it. */
const isUri = once(({ value }: Text): boolean => {
  if (!/^[a-z][a-z0-9+.-]*:[^\s\\]+$/i.test(value)) return false
  if (!/^[^:]*:\/\//.test(value)) return true
  const host = AUTHORITY.exec(value)?.[1] ?? ''
  return host.startsWith('[') || asciiDomain(host) !== null
})
