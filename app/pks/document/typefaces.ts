import { readFile } from 'node:fs/promises'
import { CustomFontEmbedder, PDFDocument, type PDFObject, type PDFRef } from '@cantoo/pdf-lib'
import fontkit from '@pdf-lib/fontkit'

const FONTS = new URL('../../../resources/fonts/pdf/', import.meta.url)
const WEIGHTS = { regular: 400, semibold: 600, heavy: 800 } as const
export type Weight = keyof typeof WEIGHTS

interface Glyph {
  /** Four hexadecimal digits. */
  readonly code: string
  /** In units of the font's size. */
  readonly width: number
}

/** One font of a document: widths in units of its size, text as operands of `Tj`. */
export class Typeface {
  /** By code unit: looked up for each letter of a document. */
  readonly #glyphs: Glyph[] = []
  readonly #rare = new Map<string, Glyph>()

  constructor(
    readonly ref: PDFRef,
    private readonly embedder: CustomFontEmbedder
  ) {}

  width(text: string): number {
    let width = 0
    for (let at = 0; at < text.length; at++) width += this.#glyphAt(text, at).width
    return width
  }

  /** `<001A002B>`. One glyph per character, so that what is copied out of the document is what was written. */
  encode(text: string): string {
    let codes = '<'
    for (let at = 0; at < text.length; at++) codes += this.#glyphAt(text, at).code
    return `${codes}>`
  }

  #glyphAt(text: string, at: number): Glyph {
    const unit = text.charCodeAt(at)
    return this.#glyphs[unit] ?? this.#meet(text, at, unit)
  }

  /** Two code units make one character outside the basic plane: the second half adds nothing. */
  #meet(text: string, at: number, unit: number): Glyph {
    if (unit >= 0xdc00 && unit <= 0xdfff && at > 0) return NOTHING
    const character = String.fromCodePoint(text.codePointAt(at)!)
    const known = this.#rare.get(character)
    if (known) return known
    const code = this.embedder.encodeText(character).asString()
    const glyph = { code, width: this.embedder.widthOfTextAtSize(character, 1) }
    if (character.length > 1) this.#rare.set(character, glyph)
    else this.#glyphs[unit] = glyph
    return glyph
  }
}

const NOTHING: Glyph = { code: '', width: 0 }

export type Typefaces = Record<Weight, Typeface>

interface Prepared {
  readonly typefaces: Typefaces
  readonly objects: readonly (readonly [PDFRef, PDFObject])[]
}

let prepared: Promise<Prepared> | undefined

/**
 * A new document with the three fonts in it. Reading and compressing them costs some 100 ms, so it is done once per thread: their
 * objects never change and have the same numbers in every document.
 */
export async function documentWithFonts(): Promise<{ pdf: PDFDocument; typefaces: Typefaces }> {
  const { typefaces, objects } = await (prepared ??= prepare())
  const pdf = await PDFDocument.create({ updateMetadata: false })
  for (const [ref, object] of objects) pdf.context.assign(ref, object)
  return { pdf, typefaces }
}

async function prepare(): Promise<Prepared> {
  const draft = await PDFDocument.create({ updateMetadata: false })
  const { context } = draft
  const known = new Set(context.enumerateIndirectObjects().map(([ref]) => ref))
  const typefaces = {} as Typefaces
  for (const [weight, number] of Object.entries(WEIGHTS)) {
    const file = await readFile(new URL(`plus_jakarta_sans_${number}.ttf`, FONTS))
    const name = `PlusJakartaSans-${number}`
    const embedder = await CustomFontEmbedder.for(fontkit, file, name)
    typefaces[weight as Weight] = new Typeface(await embedder.embedIntoContext(context), embedder)
  }
  const objects = context.enumerateIndirectObjects().filter(([ref]) => !known.has(ref))
  return { typefaces, objects }
}
