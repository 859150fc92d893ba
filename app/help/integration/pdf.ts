import { PDFDocument, StandardFonts, rgb, type PDFFont, type PDFPage } from '@cantoo/pdf-lib'
import type { Section } from '#help/integration/guide'

/** A4 in points, and where the text stands on it. */
const PAGE = { width: 595, height: 842, left: 56, right: 56, top: 64, bottom: 64 }
const INK = rgb(0.09, 0.13, 0.2)
const QUIET = rgb(0.33, 0.38, 0.48)
const NILA = rgb(0.106, 0.247, 0.42)
const SUNKEN = rgb(0.945, 0.953, 0.965)
const WIDTH = PAGE.width - PAGE.left - PAGE.right

interface Fonts {
  text: PDFFont
  bold: PDFFont
  code: PDFFont
}

/** Head of the document: title, what stands under it, and the foot of each page. */
export interface Head {
  title: string
  lead: string
  foot: string
  language: 'id' | 'en'
}

/** The integration document as PDF, from the same sections as the page. */
export async function integrationPdf(head: Head, sections: Section[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  pdf.setTitle(head.title)
  pdf.setLanguage(head.language === 'id' ? 'id-ID' : 'en')
  const fonts = {
    text: await pdf.embedFont(StandardFonts.Helvetica),
    bold: await pdf.embedFont(StandardFonts.HelveticaBold),
    code: await pdf.embedFont(StandardFonts.Courier),
  }
  const sheet = new Sheet(pdf, fonts)
  sheet.write(head.title, { font: fonts.bold, size: 22, after: 6, color: NILA })
  sheet.write(head.lead, { font: fonts.text, size: 11, after: 18, color: QUIET })
  for (const section of sections) drawSection(sheet, fonts, section)
  sheet.footer(head.foot)
  return pdf.save()
}

function drawSection(sheet: Sheet, fonts: Fonts, { title, blocks }: Section): void {
  sheet.need(60)
  sheet.write(title, { font: fonts.bold, size: 14, before: 12, after: 6, color: NILA })
  for (const block of blocks) {
    if (block.kind === 'text') sheet.write(block.text, { font: fonts.text, size: 10.5, after: 8 })
    if (block.kind === 'list') {
      block.items.forEach((item, index) =>
        sheet.write(`${index + 1}. ${item}`, { font: fonts.text, size: 10.5, indent: 12, after: 4 })
      )
    }
    if (block.kind === 'rows') {
      for (const { name, value } of block.rows) sheet.pair(name, value)
      sheet.skip(8)
    }
    if (block.kind === 'code') {
      sheet.write(block.title, { font: fonts.bold, size: 9.5, before: 6, after: 3 })
      sheet.code(block.text)
    }
  }
}

interface Style {
  font: PDFFont
  size: number
  before?: number
  after?: number
  indent?: number
  color?: ReturnType<typeof rgb>
}

/** Writes from top to bottom and begins a new page where the last one is full. */
class Sheet {
  #page!: PDFPage
  #y = 0

  constructor(
    private pdf: PDFDocument,
    private fonts: Fonts
  ) {
    this.#turn()
  }

  need(height: number): void {
    if (this.#y - height < PAGE.bottom) this.#turn()
  }

  skip(height: number): void {
    this.#y -= height
  }

  write(text: string, { font, size, before = 0, after = 0, indent = 0, color = INK }: Style): void {
    this.skip(before)
    for (const line of wrap(text, font, size, WIDTH - indent)) {
      this.need(size * 1.4)
      this.skip(size * 1.4)
      this.#page.drawText(line, { x: PAGE.left + indent, y: this.#y, size, font, color })
    }
    this.skip(after)
  }

  /** A name at the left, its value beside it. */
  pair(name: string, value: string): void {
    const [size, column] = [9.5, 150]
    const names = wrap(name, this.fonts.bold, size, column - 8)
    const values = wrap(value, this.fonts.text, size, WIDTH - column)
    const lines = Math.max(names.length, values.length)
    this.need(lines * size * 1.4 + 4)
    for (let index = 0; index < lines; index++) {
      this.skip(size * 1.4)
      if (names[index])
        this.#page.drawText(names[index]!, {
          x: PAGE.left,
          y: this.#y,
          size,
          font: this.fonts.bold,
          color: INK,
        })
      if (values[index])
        this.#page.drawText(values[index]!, {
          x: PAGE.left + column,
          y: this.#y,
          size,
          font: this.fonts.text,
          color: INK,
        })
    }
    this.skip(4)
  }

  code(text: string): void {
    const size = 8
    const lines = text
      .trimEnd()
      .split('\n')
      .flatMap((line) => wrap(line, this.fonts.code, size, WIDTH - 16))
    for (const line of lines) {
      this.need(size * 1.4)
      this.skip(size * 1.4)
      this.#page.drawRectangle({
        x: PAGE.left,
        y: this.#y - 3,
        width: WIDTH,
        height: size * 1.4 + 0.5,
        color: SUNKEN,
      })
      this.#page.drawText(line, {
        x: PAGE.left + 8,
        y: this.#y,
        size,
        font: this.fonts.code,
        color: INK,
      })
    }
    this.skip(10)
  }

  footer(text: string): void {
    const pages = this.pdf.getPages()
    const foot = printable(text, this.fonts.text)
    pages.forEach((page, index) => {
      page.drawText(foot, { x: PAGE.left, y: 36, size: 8, font: this.fonts.text, color: QUIET })
      page.drawText(`${index + 1} / ${pages.length}`, {
        x: PAGE.width - PAGE.right - 28,
        y: 36,
        size: 8,
        font: this.fonts.text,
        color: QUIET,
      })
    })
  }

  #turn(): void {
    this.#page = this.pdf.addPage([PAGE.width, PAGE.height])
    this.#y = PAGE.height - PAGE.top
  }
}

/** Lines that fit; a word that is too long for one (an address, a key) is cut. */
function wrap(text: string, font: PDFFont, size: number, width: number): string[] {
  const clean = printable(text, font)
  const lines: string[] = []
  let line = ''
  for (const word of clean.split(/(?<=\s)/)) {
    let rest = word
    if (font.widthOfTextAtSize((line + rest).trimEnd(), size) > width && line.trim() !== '') {
      lines.push(line.trimEnd())
      line = ''
    }
    while (font.widthOfTextAtSize(rest.trimEnd(), size) > width) {
      let fits = rest.length
      while (fits > 1 && font.widthOfTextAtSize(rest.slice(0, fits), size) > width) fits--
      lines.push(rest.slice(0, fits))
      rest = rest.slice(fits)
    }
    line += rest
  }
  lines.push(line.trimEnd())
  return lines
}

const known = new WeakMap<PDFFont, Set<number>>()

/** The standard fonts know the letters of western Europe; anything else becomes `?`. */
function printable(text: string, font: PDFFont): string {
  let characters = known.get(font)
  if (!characters) known.set(font, (characters = new Set(font.getCharacterSet())))
  return [...text.replaceAll('\t', '  ')]
    .map((character) => (characters.has(character.codePointAt(0)!) ? character : '?'))
    .join('')
}
