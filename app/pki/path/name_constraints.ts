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
import { isWithin } from '#pki/x509/name'

/** More comparisons than an honest certificate causes: refused instead of computed. */
const MOST_COMPARISONS = 20_000

type ByKind = ReadonlyMap<string, readonly Subtree[]>

export class NameConstraints {
  #permitted: ByKind[] = []
  #excluded: ByKind[] = []
  #comparisons = 0

  /** §6.1.4 (g): permitted subtrees narrow what is permitted, excluded ones add up. */
  add(certificate: Certificate): void {
    const constraints = certificate.extensions.nameConstraints
    if (!constraints) return
    if (constraints.permitted.length > 0) this.#permitted.push(byKind(constraints.permitted))
    if (constraints.excluded.length > 0) this.#excluded.push(byKind(constraints.excluded))
  }

  /** §6.1.3 (b), (c): whether every name of the certificate is allowed. */
  allow(certificate: Certificate): boolean {
    if (this.#permitted.length === 0 && this.#excluded.length === 0) return true
    return namesOf(certificate).every((name) => this.#allows(name))
  }

  #allows(name: GeneralName): boolean {
    const kind = kindOf(name)
    for (const set of this.#excluded) {
      const subtrees = set.get(kind) ?? []
      if ((this.#comparisons += subtrees.length) > MOST_COMPARISONS) return false
      if (subtrees.some(({ base }) => matches(name, base, true))) return false
    }
    for (const set of this.#permitted) {
      const subtrees = set.get(kind)
      if (!subtrees) continue
      if ((this.#comparisons += subtrees.length) > MOST_COMPARISONS) return false
      if (!subtrees.some(({ base }) => matches(name, base, false))) return false
    }
    return true
  }
}

/** Names of one kind are held against constraints of that kind; an SmtpUTF8Mailbox against those for rfc822Names. */
function kindOf(name: GeneralName): string {
  if (name.kind === 'smtpUtf8') return 'rfc822'
  return name.kind === 'other' ? `other ${name.type}` : name.kind
}

function byKind(subtrees: readonly Subtree[]): ByKind {
  return Map.groupBy(subtrees, ({ base }) => kindOf(base))
}

/**
 * Every name that constraints reach: the subject, its e-mail attributes, the alternative names. A common name that looks like a
 * host's counts as one where there is no dNSName, since some programs take it for one.
 */
function namesOf(certificate: Certificate): GeneralName[] {
  const { subject, extensions } = certificate
  const names: GeneralName[] = [...(extensions.alternativeNames ?? [])]
  const hasDns = names.some(({ kind }) => kind === 'dns')
  if (subject.rdns.length > 0) names.push({ kind: 'directory', name: subject })
  for (const { type, text } of subject.attributes) {
    if (type === OID.emailAddress) names.push({ kind: 'rfc822', value: text ?? '' })
    if (type === OID.commonName && !hasDns && text && looksLikeHost(text)) {
      names.push({ kind: 'dns', value: text })
    }
  }
  return names
}

function looksLikeHost(text: string): boolean {
  return text.includes('.') && asciiDomain(text.replace(/^\*\./, '')) !== null
}

function matches(name: GeneralName, base: GeneralName, excluding: boolean): boolean {
  if (name.kind === 'directory' && base.kind === 'directory') {
    // A value that is no text cannot be compared with one that says the same in text.
    const unreadable = name.name.attributes.some(({ text }) => text === null)
    return isWithin(name.name.rdns, base.name.rdns) || (excluding && unreadable)
  }
  if ((name.kind === 'rfc822' || name.kind === 'smtpUtf8') && base.kind === 'rfc822') {
    return mailMatches(name.value, base.value, excluding)
  }
  if (name.kind === 'dns' && base.kind === 'dns')
    return dnsMatches(name.value, base.value, excluding)
  if (name.kind === 'uri' && base.kind === 'uri')
    return uriMatches(name.value, base.value, excluding)
  if (name.kind === 'ip' && base.kind === 'ip') return ipMatches(name.value, base.value, excluding)
  // §4.2.1.10: a form that is not processed refuses the certificate.
  return excluding
}

/** The local part of an address: a dot-atom (RFC 5321 §4.1.2, RFC 6531 §3.3); a quoted one cannot be compared for certain. */
const LOCAL =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+)*$/u

/** An address, split; the domain as A-labels. Null when it is none. */
function splitAddress(value: string): { readonly local: string; readonly domain: string } | null {
  const at = value.indexOf('@')
  const local = value.slice(0, at)
  const domain = asciiDomain(value.slice(at + 1))
  return at > 0 && domain !== null && LOCAL.test(local) ? { local, domain } : null
}

/** A constraint is one mailbox, all of one host, or (with a period in front) all below a domain. An empty one is not of the RFC. */
function mailMatches(value: string, base: string, excluding: boolean): boolean {
  const address = splitAddress(value)
  if (!address || base === '') return excluding
  if (!base.includes('@')) return hostMatches(address.domain, base, excluding)
  const wanted = splitAddress(base)
  if (!wanted) return excluding
  if (address.domain !== wanted.domain) return false
  return excluding
    ? address.local.toLowerCase() === wanted.local.toLowerCase()
    : address.local === wanted.local
}

/** `host` exactly, or with a period in front everything below it. */
function hostMatches(host: string, base: string, excluding: boolean): boolean {
  const tree = asciiDomain(base.replace(/^\./, ''))
  if (tree === null) return excluding
  return base.startsWith('.') ? host.endsWith(`.${tree}`) : host === tree
}

/**
 * The host and everything below it. A period in front is not of the RFC: it permits what is below only. A wildcard is excluded by
 * every subtree in which a host that it stands for may lie.
 */
function dnsMatches(value: string, base: string, excluding: boolean): boolean {
  const wildcard = value.startsWith('*.')
  const name = asciiDomain(wildcard ? value.slice(2) : value)
  if (name === null) return excluding
  if (base === '') return true
  const below = base.startsWith('.')
  const tree = asciiDomain(below ? base.slice(1) : base)
  if (tree === null) return excluding
  if (name.endsWith(`.${tree}`)) return true
  if (name === tree) return !below || wildcard || excluding
  return excluding && wildcard && tree.endsWith(`.${name}`)
}

/** §4.2.1.10: the host part; a URI without an authority, or with an IP address there, cannot be held against a constraint. */
function uriMatches(value: string, base: string, excluding: boolean): boolean {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(value)?.[1]
  const host = asciiDomain(authority?.replace(/^[^@]*@/, '').replace(/:\d*$/, '') ?? '')
  if (host === null || base === '' || /^[\d.]+$/.test(host)) return excluding
  return hostMatches(host, base, excluding)
}

/** An address and a subnet in CIDR form (RFC 4632): address and mask, each as long as the name. */
function ipMatches(value: Uint8Array, base: Uint8Array, excluding: boolean): boolean {
  const readable = (value.length === 4 || value.length === 16) && isSubnet(base)
  if (!readable) return excluding
  if (value.length * 2 !== base.length) return false
  return value.every((byte, i) => {
    const mask = base[value.length + i]!
    return (byte & mask) === (base[i]! & mask)
  })
}

function isSubnet(base: Uint8Array): boolean {
  if (base.length !== 8 && base.length !== 32) return false
  const mask = [...base.subarray(base.length / 2)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
  return /^1*0*$/.test(mask)
}

/** Whether a constraint is of a form that §4.2.1.10 knows; one that is not must not be part of a certificate. */
export function isWellFormedConstraint({ base }: Subtree): boolean {
  switch (base.kind) {
    case 'rfc822':
      return base.value.includes('@')
        ? splitAddress(base.value) !== null
        : base.value === '' || asciiDomain(base.value.replace(/^\./, '')) !== null
    case 'dns':
      return base.value === '' || asciiDomain(base.value) !== null
    case 'uri':
      return base.value === '' || asciiDomain(base.value.replace(/^\./, '')) !== null
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
      return splitAddress(name.value) !== null
    case 'dns':
      return asciiDomain(name.value.replace(/^\*\./, '')) !== null
    case 'uri':
      return /^[a-z][a-z0-9+.-]*:[^\s]+$/i.test(name.value)
    case 'ip':
      return name.value.length === 4 || name.value.length === 16
    default:
      return true
  }
}
