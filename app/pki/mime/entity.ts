/**
 * MIME entities as slices of the received bytes (RFC 5322, RFC 2045, RFC 2046): nothing is decoded and put together again,
 * so that what was signed can be hashed byte by byte. What two programs could read differently is refused.
 */
import { decodeWords } from '#pki/mime/encoded_word'

export const MIME_REASONS = [
  'structure.too_large',
  'structure.malformed',
  'structure.duplicate_header',
  'structure.unclosed',
  'structure.too_complex',
] as const
export type MimeReason = (typeof MIME_REASONS)[number]

export class MalformedMime extends Error {
  constructor(
    message: string,
    readonly reason: MimeReason = 'structure.malformed'
  ) {
    super(message)
    this.name = 'MalformedMime'
  }
}

export const LIMITS = {
  bytes: 16 * 1024 * 1024,
  headerBytes: 128 * 1024,
  headers: 500,
  lines: 300_000,
  /** Of one decoded part; the largest document that we seal has less. */
  partBytes: 12 * 1024 * 1024,
  parts: 64,
  depth: 8,
} as const

export interface Header {
  /** Lower case. */
  readonly name: string
  /** Unfolded, one character per byte. */
  readonly value: string
}

export interface Entity {
  readonly headers: readonly Header[]
  readonly body: Buffer
}

export interface ContentType {
  /** `type/subtype`, lower case. */
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
}

const LF = 10
const CR = 13

/** The message with CRLF line ends (RFC 8551 §3.1.1), the same bytes where it has them already. */
export function canonicalLines(raw: Uint8Array): Buffer {
  if (raw.length > LIMITS.bytes) throw new MalformedMime('too large', 'structure.too_large')
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length)
  const bare: number[] = []
  let lines = 0
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (++lines > LIMITS.lines) throw new MalformedMime('too many lines', 'structure.too_large')
    if (at === 0 || bytes[at - 1] !== CR) bare.push(at)
  }
  if (bare.length === 0) return bytes
  const out = Buffer.allocUnsafe(bytes.length + bare.length)
  let from = 0
  let to = 0
  for (const at of bare) {
    to += bytes.copy(out, to, from, at)
    out[to++] = CR
    from = at
  }
  bytes.copy(out, to, from)
  return out
}

/**
 * A message as its sender's program made it: a mark of byte order and the `From ` line of a mailbox file (RFC 4155), which programs add
 * when they save it, are left out. Neither can be a header.
 */
export function openMessage(raw: Uint8Array): Entity {
  return parseEntity(canonicalLines(withoutWrapping(raw)), { blankFolds: true })
}

const MARK = Buffer.from('\ufeff')
/** Address and date as `asctime` writes it: nothing that another program could take for a header named From. */
const MAILBOX_LINE =
  /^From [^\s:]+ +[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4} )?\d{4}\r?$/
const LONGEST_MAILBOX_LINE = 400

function withoutWrapping(raw: Uint8Array): Buffer {
  const all = Buffer.from(raw.buffer, raw.byteOffset, raw.length)
  const bytes = all.subarray(0, MARK.length).equals(MARK) ? all.subarray(MARK.length) : all
  const end = bytes.subarray(0, LONGEST_MAILBOX_LINE).indexOf(LF)
  return MAILBOX_LINE.test(bytes.toString('latin1', 0, Math.max(0, end)))
    ? bytes.subarray(end + 1)
    : bytes
}

/** RFC 5322 §2.2; the blanks before the colon of §4.5 are read by some programs only, so nobody may use them. */
const FIELD = /^([!-9;-~]+):([^]*)$/

/**
 * Splits header and body (RFC 5322 §2.1); a message that is only a header has an empty body. A folded line of nothing but
 * blanks (§4.2) is refused: some programs end the header there. Relays write such lines, though, and nothing in the header of a whole
 * message is signed: there `blankFolds` reads on.
 */
export function parseEntity(
  bytes: Buffer,
  { blankFolds = false }: { blankFolds?: boolean } = {}
): Entity {
  if (bytes[0] === CR && bytes[1] === LF) return { headers: [], body: bytes.subarray(2) }
  const end = bytes.indexOf('\r\n\r\n')
  const size = end < 0 ? bytes.length : end
  if (size > LIMITS.headerBytes) throw new MalformedMime('header too large', 'structure.too_large')
  const text = bytes.toString('latin1', 0, size).replace(/\r\n$/, '')
  if (/[\0]|\r(?!\n)/.test(text)) throw new MalformedMime('control character in the header')
  if (!blankFolds && /\r\n[ \t]+(?=\r\n|$)/.test(text))
    throw new MalformedMime('blank line in the header')
  const fields = text.replace(/\r\n(?=[ \t])/g, '').split('\r\n')
  if (fields.length > LIMITS.headers)
    throw new MalformedMime('too many headers', 'structure.too_large')
  const headers = fields.map((field) => {
    const match = FIELD.exec(field)
    if (!match) throw new MalformedMime('bad header line')
    return { name: match[1]!.toLowerCase(), value: match[2]!.trim() }
  })
  return { headers, body: end < 0 ? bytes.subarray(bytes.length) : bytes.subarray(end + 4) }
}

export function headerValues(entity: Entity, name: string): string[] {
  return entity.headers.filter((header) => header.name === name).map((header) => header.value)
}

/** The one header of the name, or null; twice is refused. */
export function singleHeader(entity: Entity, name: string): string | null {
  const values = headerValues(entity, name)
  if (values.length > 1) throw new MalformedMime(`${name} twice`, 'structure.duplicate_header')
  return values[0] ?? null
}

const TOKEN = "[!#$%&'*+\\-.0-9A-Z^_`a-z{|}~]+"
const PARAMETER = new RegExp(
  `^;[ \\t]*(${TOKEN})[ \\t]*=[ \\t]*(?:(${TOKEN}(?:[/:=?@]+${TOKEN})*)|"((?:[^"\\\\]|\\\\.)*)")[ \\t]*`
)
const TYPE = new RegExp(`^(${TOKEN})/(${TOKEN})[ \\t]*`)

/**
 * The entity's Content-Type, `text/plain` when there is none. Only the `name` of what is no multipart may be written loosely: it
 * decides nothing but what a file is called.
 */
export function contentType(entity: Entity): ContentType {
  const value = singleHeader(entity, 'content-type')
  if (value === null) return { type: 'text/plain', parameters: new Map() }
  const match = TYPE.exec(value)
  if (!match) throw new MalformedMime('bad content type')
  const type = `${match[1]}/${match[2]}`.toLowerCase()
  const loose = type.startsWith('multipart/') ? null : LOOSE_NAME
  return { type, parameters: parseParameters(value.slice(match[0].length), loose) }
}

/** A name without quotation marks, as careless programs write it: up to the next semicolon. */
const LOOSE_NAME = /^;[ \t]*((?:file)?name)[ \t]*=[ \t]*([^";]*)/i
/** Said of `micalg` by some programs; a comment (RFC 2045 §5.1) beside what decides something is refused. */
const MICALG_COMMENT = /^\([^()\\]*\)[ \t]*/

function parseParameters(text: string, loose: RegExp | null): Map<string, string> {
  const parameters = new Map<string, string>()
  let rest = text
  while (!/^;?[ \t]*$/.test(rest)) {
    const match = parameterAt(rest, loose)
    if (!match || parameters.size >= 64) throw new MalformedMime('bad parameter')
    const [whole, written = '', plain, quoted = ''] = match
    const name = written.toLowerCase()
    if (parameters.has(name)) throw new MalformedMime('parameter twice')
    parameters.set(name, plain?.trimEnd() ?? quoted.replace(/\\(.)/g, '$1'))
    rest = rest.slice(whole.length)
    if (name === 'micalg') rest = rest.replace(MICALG_COMMENT, '')
  }
  return parameters
}

/** The parameter that `text` begins with; one that does not end there as it must is read again as a loose name. */
function parameterAt(text: string, loose: RegExp | null): RegExpExecArray | null {
  const strict = PARAMETER.exec(text)
  if (!loose || (strict && /^(?:;|$)/.test(text.slice(strict[0].length)))) return strict
  return loose.exec(text) ?? strict
}

/**
 * Every name that the entity goes by, lower case: programs differ in whether they prefer the disposition (RFC 2183) or
 * the type, the plain or the encoded form (RFC 2231).
 */
export function fileNames(entity: Entity): string[] {
  const { parameters } = contentType(entity)
  const disposition = singleHeader(entity, 'content-disposition')
  const semicolon = disposition?.indexOf(';') ?? -1
  const fromDisposition =
    disposition && semicolon >= 0
      ? parseParameters(disposition.slice(semicolon).replace(/;(?:[ \t]*;)+/g, ';'), LOOSE_NAME)
      : new Map<string, string>()
  const names = [...namesIn(fromDisposition, 'filename'), ...namesIn(parameters, 'name')]
  return names.map((name) => name.toLowerCase())
}

/** A parameter as it is, encoded, and continued (RFC 2231 §3, §4), as far as each is there; encoded words are decoded. */
function namesIn(parameters: ReadonlyMap<string, string>, name: string): string[] {
  const pieces: string[] = []
  for (let i = 0; i < 32; i++) {
    const piece = parameters.get(`${name}*${i}`) ?? parameters.get(`${name}*${i}*`)
    if (piece === undefined) break
    pieces.push(piece)
  }
  const plain = parameters.get(name)
  const encoded = parameters.get(`${name}*`)?.replace(/^[^']*'[^']*'/, '')
  const continued = pieces.length > 0 ? pieces.join('') : undefined
  return [plain && decodeWords(plain), encoded, continued]
    .filter((value) => value !== undefined)
    .map(percentDecoded)
}

function percentDecoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16))
  )
}

/** Encodings that leave a body as it is (RFC 2045 §6.2). */
const IDENTITY = new Set(['7bit', '8bit', 'binary'])

export interface Multipart {
  readonly preamble: Buffer
  readonly parts: readonly Buffer[]
  readonly epilogue: Buffer
}

/**
 * Splits a multipart (RFC 2046 §5.1.1). Refused as ambiguous: a line that only begins like a delimiter, an encoded
 * multipart (RFC 2045 §6.4), a boundary in the extended forms of RFC 2231.
 */
export function splitMultipart(entity: Entity): Multipart {
  const { body } = entity
  const { parameters } = contentType(entity)
  if (!IDENTITY.has(transferEncoding(entity))) throw new MalformedMime('encoded multipart')
  if ([...parameters.keys()].some((name) => name.startsWith('boundary*'))) {
    throw new MalformedMime('boundary in several forms')
  }
  const boundary = parameters.get('boundary')
  if (!boundary || !/^[ -~]{1,70}$/.test(boundary) || boundary.endsWith(' ')) {
    throw new MalformedMime('bad boundary')
  }
  const delimiter = Buffer.from(`--${boundary}`, 'latin1')
  const parts: Buffer[] = []
  let preamble: Buffer | null = null
  let begin = 0
  for (let at = firstDelimiter(body, delimiter); at >= 0; at = nextDelimiter(body, delimiter, at)) {
    const before = body.subarray(begin, Math.max(begin, at - 2))
    if (preamble === null) preamble = before
    else parts.push(before)
    if (parts.length > LIMITS.parts)
      throw new MalformedMime('too many parts', 'structure.too_complex')
    const after = at + delimiter.length
    const closing = body[after] === 0x2d && body[after + 1] === 0x2d
    const end = endOfLine(body, closing ? after + 2 : after)
    if (closing) return { preamble, parts, epilogue: body.subarray(end) }
    begin = end
  }
  throw new MalformedMime('no closing delimiter', 'structure.unclosed')
}

function firstDelimiter(body: Buffer, delimiter: Buffer): number {
  if (body.subarray(0, delimiter.length).equals(delimiter)) return 0
  return nextDelimiter(body, delimiter, -1)
}

function nextDelimiter(body: Buffer, delimiter: Buffer, from: number): number {
  const at = body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), Math.max(0, from))
  return at < 0 ? -1 : at + 2
}

function endOfLine(body: Buffer, from: number): number {
  let at = from
  while (body[at] === 0x20 || body[at] === 0x09) at++
  if (at === body.length) return at
  if (body[at] !== CR || body[at + 1] !== LF) throw new MalformedMime('ambiguous delimiter')
  return at + 2
}

/** The decoded body of a leaf; throws MalformedMime for an encoding that is not what it says. */
export function decodeBody(entity: Entity): Buffer {
  const decoded = decodedBy(transferEncoding(entity), entity.body)
  if (decoded.length > LIMITS.partBytes) {
    throw new MalformedMime('part too large', 'structure.too_large')
  }
  return decoded
}

function decodedBy(encoding: string, body: Buffer): Buffer {
  if (encoding === 'base64') return decodeBase64(body)
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(body) : body
}

export function transferEncoding(entity: Entity): string {
  const encoding = (singleHeader(entity, 'content-transfer-encoding') ?? '7bit').toLowerCase()
  if (!IDENTITY.has(encoding) && encoding !== 'base64' && encoding !== 'quoted-printable') {
    throw new MalformedMime('unknown transfer encoding')
  }
  return encoding
}

/**
 * Strict where decoders are lax (RFC 2045 §6.8, RFC 4648 §3): what is decoded and encoded again must be what was there,
 * white space aside. So no other characters, no padding in the middle or missing, no bits behind the end; at the
 * platform's own speed.
 */
function decodeBase64(body: Buffer): Buffer {
  const text = body.toString('latin1').replace(/[\r\n\t ]+/g, '')
  const decoded = Buffer.from(text, 'base64')
  if (decoded.toString('base64') !== text) throw new MalformedMime('bad base64')
  return decoded
}

const EQUALS = 0x3d

/** RFC 2045 §6.7, byte by byte: blanks at a line's end are dropped, an `=` there joins lines, any other must be a byte's code. */
function decodeQuotedPrintable(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length)
  let length = 0
  for (let at = 0; at < body.length;) {
    const found = body.indexOf('\r\n', at, 'latin1')
    const next = found < 0 ? body.length : found
    let end = next
    while (end > at && isBlank(body[end - 1]!)) end--
    const isSoft = end > at && body[end - 1] === EQUALS
    if (isSoft) end--
    for (let place = at; place < end; place++) {
      const byte = body[place]!
      out[length++] = byte === EQUALS ? codeAt(body, place + 1, end) : byte
      if (byte === EQUALS) place += 2
    }
    if (found >= 0 && !isSoft) {
      out[length++] = CR
      out[length++] = LF
    }
    at = found < 0 ? body.length : found + 2
  }
  return out.subarray(0, length)
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09
}

function codeAt(body: Buffer, at: number, end: number): number {
  const high = digitOf(body[at])
  const low = digitOf(body[at + 1])
  if (at + 2 > end || high < 0 || low < 0) throw new MalformedMime('bad quoted-printable')
  return high * 16 + low
}

/** The value of a hexadecimal digit, -1 for what is none. */
function digitOf(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte & ~0x20
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x37 : -1
}
