/**
 * A small, strict reader of DER (X.690 §10, §11) and a normaliser that turns BER, as streaming mail programs write it,
 * into DER first.
 *
 * It is lazy: nothing below the element that is looked at is touched, so a deep or a huge structure costs only what is
 * read, and a list of a hundred thousand revoked serial numbers is walked without making objects. Identifiers are a
 * single byte (class, constructed bit and number below 31): PKIX and CMS use no others, so others are refused.
 */

export class MalformedAsn1 extends Error {
  constructor(message: string) {
    super(`ASN.1: ${message}`)
    this.name = 'MalformedAsn1'
  }
}

/** One element: identifier byte, the whole encoding and the content octets, both views of the input. */
export interface Tlv {
  readonly tag: number
  readonly raw: Uint8Array
  readonly content: Uint8Array
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** The identifier byte of a context-specific tag: `[number]`, constructed or primitive. */
export function context(number: number, constructed: boolean): number {
  return 0x80 | (constructed ? 0x20 : 0) | number
}

/** Reads the element that begins at `offset`; lengths must be definite and minimal. */
export function readTlv(bytes: Uint8Array, offset = 0): Tlv {
  const tag = bytes[offset]
  const first = bytes[offset + 1]
  if (tag === undefined || first === undefined) throw new MalformedAsn1('truncated header')
  if ((tag & 0x1f) === 0x1f) throw new MalformedAsn1('tag number above 30')
  let header = 2
  let length = first
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0) throw new MalformedAsn1('indefinite length')
    if (count > 4) throw new MalformedAsn1('length too long')
    if (offset + 2 + count > bytes.length) throw new MalformedAsn1('truncated length')
    length = 0
    for (let i = 0; i < count; i++) length = length * 256 + bytes[offset + 2 + i]!
    if (length < 0x80 || length < 256 ** (count - 1)) throw new MalformedAsn1('length not minimal')
    header += count
  }
  const start = offset + header
  if (length > bytes.length - start) throw new MalformedAsn1('content beyond the end')
  return {
    tag,
    raw: bytes.subarray(offset, start + length),
    content: bytes.subarray(start, start + length),
  }
}

/** Reads `bytes` as exactly one element with nothing behind it. */
export function readOne(bytes: Uint8Array, tag?: number): Tlv {
  const tlv = readTlv(bytes)
  if (tlv.raw.length !== bytes.length) throw new MalformedAsn1('trailing data')
  if (tag !== undefined && tlv.tag !== tag) throw new MalformedAsn1(`unexpected tag ${tlv.tag}`)
  return tlv
}

/** A cursor over the elements of a constructed value. */
export class DerReader {
  #bytes: Uint8Array
  #offset = 0

  constructor(content: Uint8Array) {
    this.#bytes = content
  }

  /** A cursor over what a constructed element holds; the element must carry `tag` (a SEQUENCE when not given). */
  static inside(tlv: Tlv, tag: number = TAG.sequence): DerReader {
    if (tlv.tag !== tag) throw new MalformedAsn1(`unexpected tag ${tlv.tag}, wanted ${tag}`)
    return new DerReader(tlv.content)
  }

  get done(): boolean {
    return this.#offset >= this.#bytes.length
  }

  peek(): number | undefined {
    return this.#bytes[this.#offset]
  }

  next(tag?: number): Tlv {
    if (this.done) throw new MalformedAsn1('missing element')
    const tlv = readTlv(this.#bytes, this.#offset)
    if (tag !== undefined && tlv.tag !== tag) {
      throw new MalformedAsn1(`unexpected tag ${tlv.tag}, wanted ${tag}`)
    }
    this.#offset += tlv.raw.length
    return tlv
  }

  optional(tag: number): Tlv | undefined {
    return this.peek() === tag ? this.next(tag) : undefined
  }

  sequence(): DerReader {
    return DerReader.inside(this.next(TAG.sequence))
  }

  end(): void {
    if (!this.done) throw new MalformedAsn1('unexpected element')
  }

  /** All remaining elements; more than `limit` of them is an attack and refused. */
  rest(limit = 4096): Tlv[] {
    const found: Tlv[] = []
    while (!this.done) {
      if (found.length >= limit) throw new MalformedAsn1('too many elements')
      found.push(this.next())
    }
    return found
  }
}

/** Dotted form of an OBJECT IDENTIFIER's content, of any size that fits into 64 octets (2.25 takes whole UUIDs). */
export function readOid(tlv: Tlv, tag: number = TAG.oid): string {
  if (tlv.tag !== tag) throw new MalformedAsn1('not an object identifier')
  const { content } = tlv
  if (content.length === 0 || content.length > 64) throw new MalformedAsn1('bad object identifier')
  const arcs: (number | bigint)[] = []
  let value: number | bigint = 0
  let begin = true
  for (const byte of content) {
    if (begin && byte === 0x80) throw new MalformedAsn1('object identifier not minimal')
    value = appended(value, byte & 0x7f)
    begin = byte < 0x80
    if (begin) {
      if (arcs.length === 0) {
        const top = value < 40 ? 0 : value < 80 ? 1 : 2
        arcs.push(top, typeof value === 'bigint' ? value - 80n : value - top * 40)
      } else arcs.push(value)
      value = 0
    }
  }
  if (!begin) throw new MalformedAsn1('truncated object identifier')
  return arcs.join('.')
}

function appended(value: number | bigint, bits: number): number | bigint {
  if (typeof value === 'bigint' || value > LARGEST_BEFORE_SEVEN_BITS) {
    return BigInt(value) * 128n + BigInt(bits)
  }
  return value * 128 + bits
}

const LARGEST_BEFORE_SEVEN_BITS = Math.floor(Number.MAX_SAFE_INTEGER / 128) - 1

export function readBoolean(tlv: Tlv, tag: number = TAG.boolean): boolean {
  if (tlv.tag !== tag || tlv.content.length !== 1) throw new MalformedAsn1('bad boolean')
  const value = tlv.content[0]
  if (value !== 0 && value !== 0xff) throw new MalformedAsn1('boolean not canonical')
  return value === 0xff
}

/** The content octets of an INTEGER, checked to be minimal. */
export function readIntegerBytes(tlv: Tlv, tag: number = TAG.integer): Uint8Array {
  const { content } = tlv
  if (tlv.tag !== tag || content.length === 0) throw new MalformedAsn1('bad integer')
  if (content.length > 1) {
    const sign = content[1]! & 0x80
    if ((content[0] === 0 && !sign) || (content[0] === 0xff && sign)) {
      throw new MalformedAsn1('integer not minimal')
    }
  }
  return content
}

/** A small, non-negative INTEGER (versions, path lengths, skip counts). */
export function readSmallInteger(tlv: Tlv, tag: number = TAG.integer): number {
  const content = readIntegerBytes(tlv, tag)
  if (content[0]! & 0x80 || content.length > 5) throw new MalformedAsn1('integer out of range')
  let value = 0
  for (const byte of content) value = value * 256 + byte
  return value
}

/** The octets of a BIT STRING that holds whole bytes, as keys and signatures do. */
export function readBitStringBytes(tlv: Tlv): Uint8Array {
  if (tlv.tag !== TAG.bitString || tlv.content[0] !== 0) throw new MalformedAsn1('bad bit string')
  return tlv.content.subarray(1)
}

/** Numbers of the bits that are set in a named BIT STRING (bit 0 is the first one). */
export function readNamedBits(tlv: Tlv, tag: number = TAG.bitString): Set<number> {
  const { content } = tlv
  const unused = content[0]
  if (tlv.tag !== tag || unused === undefined || unused > 7 || content.length > 9) {
    throw new MalformedAsn1('bad bit string')
  }
  if (content.length === 1 && unused !== 0) throw new MalformedAsn1('bad bit string')
  const bits = new Set<number>()
  for (let i = 1; i < content.length; i++) {
    for (let bit = 0; bit < 8; bit++) {
      if (content[i]! & (0x80 >> bit)) bits.add((i - 1) * 8 + bit)
    }
  }
  if (unused && content.at(-1)! & ((1 << unused) - 1))
    throw new MalformedAsn1('unused bits are set')
  return bits
}

const TIME = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/

/** UTCTime or GeneralizedTime in the only forms that RFC 5280 §4.1.2.5 allows, as an instant. */
export function readTime(tlv: Tlv): Date {
  const wide = tlv.tag === TAG.generalizedTime
  if (!wide && tlv.tag !== TAG.utcTime) throw new MalformedAsn1('not a time')
  if (tlv.content.length !== (wide ? 15 : 13)) throw new MalformedAsn1('bad time')
  const match = TIME.exec(Buffer.from(tlv.content).toString('latin1'))
  if (!match || match[1]!.length !== (wide ? 4 : 2)) throw new MalformedAsn1('bad time')
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as number[]
  const full = wide ? year! : year! >= 50 ? 1900 + year! : 2000 + year!
  const date = new Date(0)
  date.setUTCFullYear(full, month! - 1, day!)
  date.setUTCHours(hour!, minute!, second!, 0)
  if (
    date.getUTCFullYear() !== full ||
    date.getUTCMonth() !== month! - 1 ||
    date.getUTCDate() !== day ||
    date.getUTCHours() !== hour ||
    date.getUTCMinutes() !== minute ||
    date.getUTCSeconds() !== second
  ) {
    throw new MalformedAsn1('impossible time')
  }
  return date
}

export interface BerLimits {
  readonly depth: number
  readonly elements: number
}

export const BER_LIMITS: BerLimits = { depth: 32, elements: 100_000 }

/** Universal types whose BER may be constructed from pieces: the string types. */
const STRING_NUMBERS = new Set([0x03, 0x04, 0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a, 0x1c, 0x1e])

/**
 * Turns one BER element into DER as far as lengths and segmented strings go (indefinite lengths closed, OCTET STRINGs
 * joined); input that is DER already comes back without a copy. Depth and number of elements are capped.
 *
 * @param isVerbatim whether what lies directly in an element of this tag and depth (0 is the outermost) must be DER as it came
 */
export function berToDer(
  bytes: Uint8Array,
  limits: BerLimits = BER_LIMITS,
  isVerbatim: (tag: number, depth: number) => boolean = () => false
): Uint8Array {
  let elements = 0

  const walk = (offset: number, end: number, depth: number): { der: Uint8Array; next: number } => {
    if (depth > limits.depth) throw new MalformedAsn1('nested too deeply')
    if (++elements > limits.elements) throw new MalformedAsn1('too many elements')
    const tag = bytes[offset]
    const first = bytes[offset + 1]
    if (offset + 2 > end || tag === undefined || first === undefined) {
      throw new MalformedAsn1('truncated header')
    }
    if ((tag & 0x1f) === 0x1f) throw new MalformedAsn1('tag number above 30')
    if (tag === 0) throw new MalformedAsn1('unexpected end of contents')
    const indefinite = first === 0x80
    let start = offset + 2
    let stop = end
    let minimal = true
    if (!indefinite) {
      let length = first
      if (first > 0x80) {
        const count = first & 0x7f
        if (count > 6 || start + count > end) throw new MalformedAsn1('bad length')
        length = 0
        for (let i = 0; i < count; i++) length = length * 256 + bytes[start + i]!
        minimal = length >= 0x80 && length >= 256 ** (count - 1)
        start += count
      }
      stop = start + length
      if (stop > end) throw new MalformedAsn1('content beyond the end')
    }
    if (!(tag & 0x20)) {
      if (indefinite) throw new MalformedAsn1('primitive of indefinite length')
      const content = bytes.subarray(start, stop)
      return { der: minimal ? bytes.subarray(offset, stop) : encode(tag, [content]), next: stop }
    }
    const children: Uint8Array[] = []
    let at = start
    let same = minimal && !indefinite
    for (;;) {
      if (indefinite) {
        if (at + 2 > end) throw new MalformedAsn1('unclosed indefinite length')
        if (bytes[at] === 0 && bytes[at + 1] === 0) {
          at += 2
          break
        }
      } else if (at >= stop) break
      const child = walk(at, stop, depth + 1)
      const untouched =
        child.der.buffer === bytes.buffer &&
        child.der.byteOffset === bytes.byteOffset + at &&
        child.der.length === child.next - at
      if (!untouched && isVerbatim(tag, depth)) throw new MalformedAsn1('not DER')
      same &&= untouched
      children.push(child.der)
      at = child.next
    }
    if (!indefinite && at !== stop) throw new MalformedAsn1('content beyond its parent')
    if ((tag & 0xc0) === 0 && STRING_NUMBERS.has(tag & 0x1f)) {
      return { der: joinString(tag & 0x1f, children), next: at }
    }
    return { der: same ? bytes.subarray(offset, at) : encode(tag, children), next: at }
  }

  const { der, next } = walk(0, bytes.length, 0)
  if (next !== bytes.length) throw new MalformedAsn1('trailing data')
  return der
}

function joinString(number: number, pieces: readonly Uint8Array[]): Uint8Array {
  if (number === TAG.bitString) throw new MalformedAsn1('segmented bit string')
  const contents = pieces.map((piece) => readOne(piece, number).content)
  return encode(number, contents)
}

/** One DER element of the given identifier byte around the concatenated contents. */
export function encode(tag: number, contents: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const content of contents) length += content.length
  const size: number[] = []
  if (length < 0x80) size.push(length)
  else {
    for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256)
    size.unshift(0x80 | size.length)
  }
  return Buffer.concat([Uint8Array.of(tag, ...size), ...contents])
}
