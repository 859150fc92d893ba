/**
 * Distinguished names (RFC 5280 §4.1.2.4) and their comparison (§7.1): attribute by attribute, string types converted to
 * one form, case and surplus white space folded.
 */
import { DerReader, MalformedAsn1, readOid, TAG, type Tlv } from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'

export interface NameAttribute {
  readonly type: string
  /** The text, or null when the value is of a type that is no string. */
  readonly text: string | null
  /** Type and folded value: equal keys mean equal attributes. */
  readonly key: string
}

export interface Name {
  readonly raw: Uint8Array
  /** One entry per RDN, each the folded form of its sorted attributes. */
  readonly rdns: readonly string[]
  /** Folded form of the whole name: equal keys mean equal names. */
  readonly key: string
  readonly attributes: readonly NameAttribute[]
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Far more than any authority writes; what comes before a signature is proven must not cost much. */
const LONGEST_NAME = 16 * 1024

/** `blemishes` takes up what is read without doubt, but must not be written so. */
export function parseName(tlv: Tlv, blemishes?: string[]): Name {
  if (tlv.content.length > LONGEST_NAME) throw new MalformedAsn1('name is too long')
  const rdns: string[] = []
  const attributes: NameAttribute[] = []
  for (const rdn of DerReader.inside(tlv).rest(64)) {
    const parts = parseRdn(rdn)
    if (blemishes) blemishes.push(...blemishesOf(rdn))
    attributes.push(...parts)
    rdns.push(rdnKey(parts))
  }
  return { raw: tlv.raw, rdns, key: rdns.join('\u0001'), attributes }
}

/** One RelativeDistinguishedName; `tag` differs where it is implicitly tagged. */
export function parseRdn(tlv: Tlv, tag: number = TAG.set): NameAttribute[] {
  if (tlv.content.length > LONGEST_NAME) throw new MalformedAsn1('name is too long')
  const parts = DerReader.inside(tlv, tag).rest(16).map(parseAttribute)
  if (parts.length === 0) throw new MalformedAsn1('empty RDN')
  return parts
}

/** Characters at most of attributes that authorities write (RFC 5280 appendix A.1), the least is one. */
const BOUNDS: Record<string, number> = {
  '2.5.4.3': 64,
  '2.5.4.5': 64,
  '2.5.4.7': 128,
  '2.5.4.8': 128,
  '2.5.4.10': 64,
  '2.5.4.11': 64,
  '2.5.4.12': 64,
  [OID.emailAddress]: 255,
}
const COUNTRY = '2.5.4.6'

/** X.680 §41.4. */
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/

/** X.690 §11.6: a SET OF in order; X.501 §9.3: each type once; X.680 and RFC 5280 appendix A.1: what a value may hold. */
function blemishesOf(rdn: Tlv): string[] {
  const found: string[] = []
  const parts = DerReader.inside(rdn, TAG.set).rest(16)
  const inOrder = parts.every(({ raw }, at) => at === 0 || inSetOrder(parts[at - 1]!.raw, raw))
  if (!inOrder) found.push('attributes out of order')
  const attributes = parts.map((part) => {
    const reader = DerReader.inside(part)
    return { type: readOid(reader.next()), value: reader.next() }
  })
  if (new Set(attributes.map(({ type }) => type)).size < parts.length) found.push('attribute twice')
  for (const { type, value } of attributes) {
    const text = readString(value)
    const length = text === null ? 0 : [...text].length
    const most = BOUNDS[type]
    const sized = type === COUNTRY ? length === 2 : !most || (length > 0 && length <= most)
    if (!sized) found.push(`length of the attribute ${type}`)
    if (value.tag === TAG.printableString && !PRINTABLE.test(text!)) {
      found.push(`characters of the attribute ${type}`)
    }
  }
  return found
}

/** Compared as octets, the shorter filled up with zeros. */
function inSetOrder(a: Uint8Array, b: Uint8Array): boolean {
  const length = Math.max(a.length, b.length)
  const filled = (bytes: Uint8Array) => Buffer.concat([bytes], length)
  return Buffer.compare(filled(a), filled(b)) <= 0
}

export function rdnKey(parts: readonly NameAttribute[]): string {
  return parts
    .map((part) => part.key)
    .toSorted()
    .join('\u0002')
}

function parseAttribute(tlv: Tlv): NameAttribute {
  const reader = DerReader.inside(tlv)
  const type = readOid(reader.next())
  const value = reader.next()
  reader.end()
  const text = readString(value)
  const folded = text === null ? `#${Buffer.from(value.raw).toString('hex')}` : `=${fold(text)}`
  return { type, text, key: type + folded }
}

/** The text of any ASN.1 string type, or null when the element is none. */
export function readString(tlv: Tlv): string | null {
  const { content } = tlv
  switch (tlv.tag) {
    case TAG.utf8String:
      try {
        return utf8.decode(content)
      } catch {
        throw new MalformedAsn1('bad UTF-8')
      }
    case TAG.printableString:
    case TAG.numericString:
    case TAG.ia5String:
    case TAG.visibleString:
      if (content.some((byte) => byte > 0x7f)) throw new MalformedAsn1('not ASCII')
      return Buffer.from(content).toString('latin1')
    case TAG.teletexString:
      return Buffer.from(content).toString('latin1')
    case TAG.bmpString:
      if (content.length % 2) throw new MalformedAsn1('bad BMPString')
      return Buffer.from(content).swap16().toString('utf16le')
    case TAG.universalString:
      return universalText(content)
    default:
      return null
  }
}

function universalText(content: Uint8Array): string {
  if (content.length % 4) throw new MalformedAsn1('bad UniversalString')
  const view = new DataView(content.buffer, content.byteOffset, content.length)
  let text = ''
  for (let at = 0; at < content.length; at += 4) {
    const point = view.getUint32(at)
    if (point > 0x10ffff) throw new MalformedAsn1('bad UniversalString')
    text += String.fromCodePoint(point)
  }
  return text
}

const PLAIN = /^[\x20-\x7e]*$/

/** What stringprep maps to nothing (RFC 4518 §2.2): it cannot be seen, so it cannot make another name. */
const UNSEEN = /[\p{Cf}\u034f\u180b-\u180d\ufe00-\ufe0f\ufffc]|(?![\t-\r\x85])\p{Cc}/gu

/**
 * More marks on one letter than any script has (UAX #15, Stream-Safe Text). Putting them in order takes the square of their number:
 * 49,000 of them hold the process for seconds. The two half-width sound marks become marks when folded.
 */
const HEAP_OF_MARKS = /[\p{M}\uff9e\uff9f]{31}/u

/** Comparison by RFC 5280 §7.1 and RFC 4518: case, compatibility forms, surplus white space and unseen characters folded. */
function fold(text: string): string {
  const seen = PLAIN.test(text) ? text : compatible(text.replace(UNSEEN, ''))
  return seen
    .toLowerCase()
    .trim()
    .replace(/[\s\x85]+/gu, ' ')
}

function compatible(text: string): string {
  if (HEAP_OF_MARKS.test(text)) throw new MalformedAsn1('a heap of marks')
  return text.normalize('NFKC')
}

/** Whether `name` lies within the subtree of `base` (RFC 5280 §4.2.1.10, directoryName). */
export function isWithin(name: readonly string[], base: readonly string[]): boolean {
  return base.length <= name.length && base.every((rdn, index) => rdn === name[index])
}

const SHORT: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '0.9.2342.19200300.100.1.25': 'DC',
}

/** A readable form for people and logs, control characters removed; never compared. */
export function displayName(name: Name): string {
  return name.attributes
    .map(({ type, text }) => `${SHORT[type] ?? type}=${(text ?? '#').replace(/[\p{C}]/gu, '')}`)
    .join(', ')
    .slice(0, 512)
}

/** The common name, or the readable form of the whole name when there is none. */
export function commonName(name: Name): string {
  const cn = name.attributes.findLast((attribute) => attribute.type === OID.commonName)?.text
  return cn ? cn.replace(/[\p{C}]/gu, '').slice(0, 256) : displayName(name)
}
