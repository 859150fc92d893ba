/** Name constraints (RFC 5280 §4.2.1.10, §6.1.3 (b) and (c), RFC 9598 §6 for SmtpUTF8Mailbox). */
import { asciiDomain } from '#pki/mime/domain'
import { OID } from '#pki/asn1/oids'
import type { Certificate, Subtree } from '#pki/x509/certificate'
import type { GeneralName } from '#pki/x509/general_name'
import { isWithin } from '#pki/x509/name'

/** More comparisons than an honest certificate causes: refused instead of computed. */
const MOST_COMPARISONS = 20_000

export class NameConstraints {
  #permitted: (readonly Subtree[])[] = []
  #excluded: Subtree[] = []
  #comparisons = 0

  add(certificate: Certificate): void {
    const constraints = certificate.extensions.nameConstraints
    if (!constraints) return
    if (constraints.permitted.length > 0) this.#permitted.push(constraints.permitted)
    this.#excluded.push(...constraints.excluded)
  }

  /** Whether every name of the certificate is allowed. */
  allow(certificate: Certificate): boolean {
    if (this.#permitted.length === 0 && this.#excluded.length === 0) return true
    return namesOf(certificate).every((name) => this.#allows(name))
  }

  #allows(name: GeneralName): boolean {
    const rule = name.kind === 'smtpUtf8' ? 'rfc822' : name.kind
    const comparable = (subtree: Subtree) =>
      subtree.base.kind === rule && (rule !== 'other' || sameOther(subtree.base, name))
    for (const subtree of this.#excluded.filter(comparable)) {
      this.#comparisons++
      if (matches(name, subtree.base, true)) return false
    }
    for (const set of this.#permitted) {
      const relevant = set.filter(comparable)
      this.#comparisons += relevant.length
      if (relevant.length > 0 && !relevant.some((item) => matches(name, item.base, false))) {
        return false
      }
    }
    return this.#comparisons <= MOST_COMPARISONS
  }
}

/** Every name that constraints reach: the subject, its e-mail attributes, the alternative names. */
function namesOf(certificate: Certificate): GeneralName[] {
  const { subject, extensions } = certificate
  const names: GeneralName[] = [...(extensions.alternativeNames ?? [])]
  if (subject.rdns.length > 0) names.push({ kind: 'directory', name: subject })
  for (const { type, text } of subject.attributes) {
    if (type === OID.emailAddress) names.push({ kind: 'rfc822', value: text ?? '' })
  }
  return names
}

function sameOther(base: GeneralName, name: GeneralName): boolean {
  return base.kind === 'other' && name.kind === 'other' && base.type === name.type
}

/** `excluding` chooses the side of doubt: a name that cannot be compared is excluded, and is not permitted. */
function matches(name: GeneralName, base: GeneralName, excluding: boolean): boolean {
  if (name.kind === 'directory' && base.kind === 'directory') {
    return isWithin(name.name.rdns, base.name.rdns)
  }
  if ((name.kind === 'rfc822' || name.kind === 'smtpUtf8') && base.kind === 'rfc822') {
    return mailMatches(name.value, base.value, excluding)
  }
  if (name.kind === 'dns' && base.kind === 'dns')
    return dnsMatches(name.value, base.value, excluding)
  if (name.kind === 'uri' && base.kind === 'uri')
    return uriMatches(name.value, base.value, excluding)
  if (name.kind === 'ip' && base.kind === 'ip') return ipMatches(name.value, base.value, excluding)
  return excluding
}

function mailMatches(value: string, base: string, excluding: boolean): boolean {
  const at = value.lastIndexOf('@')
  const domain = asciiDomain(value.slice(at + 1))
  if (at < 1 || domain === null) return excluding
  if (base === '') return true
  const place = base.lastIndexOf('@')
  if (place < 0) return hostMatches(domain, base.toLowerCase())
  if (domain !== base.slice(place + 1).toLowerCase()) return false
  const [local, wanted] = [value.slice(0, at), base.slice(0, place)]
  return excluding ? local.toLowerCase() === wanted.toLowerCase() : local === wanted
}

function hostMatches(host: string, base: string): boolean {
  return base.startsWith('.') ? host.endsWith(base) && host.length > base.length : host === base
}

function dnsMatches(value: string, base: string, excluding: boolean): boolean {
  const name = asciiDomain(value.replace(/^\*\./, ''))
  const tree = base.toLowerCase()
  if (name === null) return excluding
  if (tree === '') return true
  if (tree.startsWith('.')) return name.endsWith(tree) || (excluding && `.${name}` === tree)
  return name === tree || name.endsWith(`.${tree}`)
}

function uriMatches(value: string, base: string, excluding: boolean): boolean {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(value)?.[1]
  const host = authority?.replace(/^.*@/, '').replace(/:\d*$/, '').toLowerCase()
  if (!host || host.startsWith('[') || /^[\d.]+$/.test(host)) return excluding
  return base === '' || hostMatches(host, base.toLowerCase())
}

function ipMatches(value: Uint8Array, base: Uint8Array, excluding: boolean): boolean {
  if (base.length !== 8 && base.length !== 32) return excluding
  if (value.length * 2 !== base.length) return false
  return value.every((byte, i) => {
    const mask = base[value.length + i]!
    return (byte & mask) === (base[i]! & mask)
  })
}
