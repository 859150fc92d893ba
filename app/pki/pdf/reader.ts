import { inflateSync } from 'node:zlib'

/**
 * As much of PDF's syntax (ISO 32000-1 §7) as is needed to read our own seal back: one revision, a classical
 * cross-reference table, plain dictionaries. What we did not write is refused instead of repaired, as readers would do.
 *
 * Reading costs no more than the file's length: objects lie one behind the other and each is read once, so no byte is read for
 * two of them.
 */
export class MalformedPdf extends Error {
  constructor(
    message: string,
    readonly reason: 'not_pdf' | 'malformed' | 'later_revision' | 'padding' = 'malformed'
  ) {
    super(message)
    this.name = 'MalformedPdf'
  }
}

export class PdfName {
  constructor(readonly name: string) {}
}
export class PdfReference {
  constructor(
    readonly number: number,
    readonly generation: number
  ) {}
  equals(other: unknown): boolean {
    return (
      other instanceof PdfReference &&
      other.number === this.number &&
      other.generation === this.generation
    )
  }
}
/** A hexadecimal or literal string with its place in the file, delimiters included. */
export class PdfText {
  constructor(
    readonly bytes: Buffer,
    readonly begin: number,
    readonly end: number
  ) {}
}
export type PdfDictionary = Map<string, PdfValue>
export type PdfValue =
  number | boolean | null | PdfName | PdfReference | PdfText | PdfDictionary | PdfValue[]

const SPACE = new Set([0, 9, 10, 12, 13, 32])
const DELIMITER = new Set([...'()<>[]{}/%'].map((character) => character.charCodeAt(0)))
const DEEPEST = 16
/** Far more than our documents have; a table costs time before anything of a file is proven. */
const MOST_SECTIONS = 2_000
const MOST_OBJECTS = 20_000
/** In the whole file: what we look at (trailer, catalog, form, signature) has some dozens. */
const MOST_VALUES = 20_000

/** What may still be read of a file. */
interface Budget {
  values: number
}

class Lexer {
  constructor(
    readonly file: Buffer,
    public at: number,
    readonly budget: Budget
  ) {}

  skip(): void {
    for (;;) {
      const byte = this.file[this.at]
      if (byte === 0x25) {
        while (this.at < this.file.length && this.file[this.at] !== 10 && this.file[this.at] !== 13)
          this.at++
      } else if (byte !== undefined && SPACE.has(byte)) this.at++
      else return
    }
  }

  word(): string {
    const begin = this.at
    while (
      this.at < this.file.length &&
      !SPACE.has(this.file[this.at]!) &&
      !DELIMITER.has(this.file[this.at]!)
    ) {
      this.at++
      if (this.at - begin > 256) throw new MalformedPdf('word too long')
    }
    return this.file.toString('latin1', begin, this.at)
  }

  expect(word: string): void {
    this.skip()
    if (this.word() !== word) throw new MalformedPdf(`wanted ${word}`)
  }

  integer(): number {
    this.skip()
    const word = this.word()
    if (!/^\d{1,10}$/.test(word)) throw new MalformedPdf('wanted a number')
    return Number(word)
  }

  value(depth = 0): PdfValue {
    if (depth > DEEPEST) throw new MalformedPdf('nested too deeply')
    if (--this.budget.values < 0) throw new MalformedPdf('too many values')
    this.skip()
    const byte = this.file[this.at]
    if (byte === 0x2f) return this.name()
    if (byte === 0x28) return this.literal()
    if (byte === 0x5b) return this.array(depth)
    if (byte === 0x3c) return this.file[this.at + 1] === 0x3c ? this.dictionary(depth) : this.hex()
    const word = this.word()
    if (word === 'true' || word === 'false') return word === 'true'
    if (word === 'null') return null
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) throw new MalformedPdf('unexpected word')
    return /^\d+$/.test(word) ? (this.reference(Number(word)) ?? Number(word)) : Number(word)
  }

  private reference(number: number): PdfReference | null {
    const back = this.at
    this.skip()
    const generation = this.word()
    if (/^\d{1,5}$/.test(generation)) {
      this.skip()
      if (this.word() === 'R') return new PdfReference(number, Number(generation))
    }
    this.at = back
    return null
  }

  private name(): PdfName {
    this.at++
    const raw = this.word()
    return new PdfName(
      raw.replace(/#([0-9a-f]{2})/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16))
      )
    )
  }

  private hex(): PdfText {
    const begin = this.at
    const end = this.file.indexOf(0x3e, begin)
    if (end < 0) throw new MalformedPdf('unclosed string')
    const digits = this.file.toString('latin1', begin + 1, end)
    if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits))
      throw new MalformedPdf('bad hexadecimal string')
    this.at = end + 1
    return new PdfText(Buffer.from(digits, 'hex'), begin, this.at)
  }

  private literal(): PdfText {
    const begin = this.at++
    const bytes: number[] = []
    for (let open = 1; ; this.at++) {
      const byte = this.file[this.at]
      if (byte === undefined || bytes.length > 65_536) throw new MalformedPdf('unclosed string')
      if (byte === 0x5c) {
        bytes.push(this.file[++this.at] ?? 0)
        continue
      }
      if (byte === 0x28) open++
      if (byte === 0x29 && --open === 0) break
      bytes.push(byte)
    }
    this.at++
    return new PdfText(Buffer.from(bytes), begin, this.at)
  }

  private array(depth: number): PdfValue[] {
    this.at++
    const items: PdfValue[] = []
    for (;;) {
      this.skip()
      if (this.file[this.at] === 0x5d) break
      if (items.length >= 10_000) throw new MalformedPdf('array too long')
      items.push(this.value(depth + 1))
    }
    this.at++
    return items
  }

  private dictionary(depth: number): PdfDictionary {
    this.at += 2
    const entries: PdfDictionary = new Map()
    for (;;) {
      this.skip()
      if (this.file[this.at] === 0x3e && this.file[this.at + 1] === 0x3e) break
      const key = this.value(depth + 1)
      if (!(key instanceof PdfName) || entries.has(key.name) || entries.size >= 1000) {
        throw new MalformedPdf('bad dictionary')
      }
      entries.set(key.name, this.value(depth + 1))
    }
    this.at += 2
    return entries
  }
}

export class PdfFile {
  readonly #budget: Budget = { values: MOST_VALUES }
  readonly #places: ReadonlyMap<number, Place>
  readonly #read = new Map<number, PdfValue>()
  readonly trailer: PdfDictionary

  /** Reads the cross-reference table; throws MalformedPdf. */
  constructor(readonly bytes: Buffer) {
    if (!/^%PDF-(1\.[4-7]|2\.0)[\r\n]/.test(bytes.toString('latin1', 0, 10))) {
      throw new MalformedPdf('no PDF header', 'not_pdf')
    }
    const start = bytes.indexOf('startxref')
    if (start < 0) throw new MalformedPdf('no cross-reference')
    if (bytes.indexOf('startxref', start + 1) >= 0)
      throw new MalformedPdf('several revisions', 'later_revision')
    const tail = /^startxref\r?\n(\d{1,10})\r?\n%%EOF(\r?\n)?$/.exec(
      bytes.toString('latin1', start, Math.min(bytes.length, start + 64))
    )
    if (!tail || start + tail[0].length !== bytes.length)
      throw new MalformedPdf('data behind the end', 'padding')
    const table = Number(tail[1])
    if (table > start) throw new MalformedPdf('no cross-reference')
    const lexer = new Lexer(bytes.subarray(0, start), table, this.#budget)
    this.#places = placesOf(readTable(lexer), bytes, table)
    const trailer = lexer.value()
    if (!(trailer instanceof Map)) throw new MalformedPdf('no trailer')
    if (trailer.has('Prev') || trailer.has('XRefStm'))
      throw new MalformedPdf('several revisions', 'later_revision')
    if (trailer.has('Encrypt')) throw new MalformedPdf('encrypted')
    this.trailer = trailer
  }

  /** The value itself, or what it refers to. Streams are read as their dictionaries. */
  resolve(value: PdfValue | undefined): PdfValue | undefined {
    if (!(value instanceof PdfReference)) return value
    const known = this.#read.get(value.number)
    if (known !== undefined) return known
    const place = this.#places.get(value.number)
    if (!place || value.generation !== 0) return undefined
    const lexer = new Lexer(this.bytes.subarray(0, place.end), place.begin, this.#budget)
    if (lexer.integer() !== value.number || lexer.integer() !== 0)
      throw new MalformedPdf('wrong object')
    lexer.expect('obj')
    const found = lexer.value()
    if (found instanceof PdfReference) throw new MalformedPdf('reference to a reference')
    expectEnd(lexer)
    this.#read.set(value.number, found)
    return found
  }

  /** The bytes of a stream without filters, or with the one that we write; no more than `most` of them. */
  stream(value: PdfValue | undefined, most: number): Buffer {
    const dictionary = this.dictionary(value)
    const length = dictionary.get('Length')
    const filter = dictionary.get('Filter')
    const place = value instanceof PdfReference ? this.#places.get(value.number) : undefined
    const begin = place ? this.bytes.indexOf('stream\n', place.begin) + 'stream\n'.length : 0
    if (!place || typeof length !== 'number' || length < 0 || begin + length > place.end)
      throw new MalformedPdf('bad stream')
    const raw = this.bytes.subarray(begin, begin + length)
    if (filter === undefined) return raw
    try {
      if (filter instanceof PdfName && filter.name === 'FlateDecode')
        return inflateSync(raw, { maxOutputLength: most })
    } catch {
      // Damaged, or larger than what is wanted.
    }
    throw new MalformedPdf('bad stream')
  }

  dictionary(value: PdfValue | undefined): PdfDictionary {
    const found = this.resolve(value)
    if (!(found instanceof Map)) throw new MalformedPdf('wanted a dictionary')
    return found
  }

  list(value: PdfValue | undefined): PdfValue[] {
    const found = this.resolve(value)
    if (!Array.isArray(found)) throw new MalformedPdf('wanted an array')
    return found
  }
}

/** From where to where an object is written. */
interface Place {
  readonly begin: number
  readonly end: number
}

/** Each object begins with a line, and ends where the next one begins, or the table. */
function placesOf(
  offsets: ReadonlyMap<number, number>,
  file: Buffer,
  table: number
): ReadonlyMap<number, Place> {
  const ordered = [...offsets].toSorted(([, a], [, b]) => a - b)
  return new Map(
    ordered.map(([number, begin], index): [number, Place] => {
      const end = ordered[index + 1]?.[1] ?? table
      const before = file[begin - 1]
      if (begin >= end || (before !== 10 && before !== 13)) throw new MalformedPdf('bad table')
      return [number, { begin, end }]
    })
  )
}

/** An object's last word is the last thing before the next object, but for white space. */
function expectEnd(lexer: Lexer): void {
  lexer.skip()
  const begin = lexer.at
  const isStream = lexer.word() === 'stream'
  const { file } = lexer
  let end = file.length
  while (end > begin && SPACE.has(file[end - 1]!)) end--
  const word = end - 'endobj'.length
  if (isStream ? word < lexer.at : word !== begin) throw new MalformedPdf('unclosed object')
  if (file.toString('latin1', word, end) !== 'endobj') throw new MalformedPdf('unclosed object')
}

function readTable(lexer: Lexer): Map<number, number> {
  lexer.expect('xref')
  const offsets = new Map<number, number>()
  let rows = 0
  for (let sections = 0; ; sections++) {
    lexer.skip()
    const back = lexer.at
    if (lexer.word() === 'trailer') return offsets
    lexer.at = back
    const first = lexer.integer()
    const count = lexer.integer()
    rows += count
    if (sections >= MOST_SECTIONS || rows > MOST_OBJECTS) throw new MalformedPdf('table too long')
    for (let i = 0; i < count; i++) {
      const offset = lexer.integer()
      lexer.integer()
      lexer.skip()
      const kind = lexer.word()
      if (kind === 'n') {
        if (offsets.has(first + i)) throw new MalformedPdf('object twice')
        offsets.set(first + i, offset)
      } else if (kind !== 'f') throw new MalformedPdf('bad table')
    }
  }
}
