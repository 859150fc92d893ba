import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  PDFDocument,
  PDFHexString,
  rgb,
  type PDFFont,
  type PDFPage,
  type RGB,
} from '@cantoo/pdf-lib'
import fontkit from '@pdf-lib/fontkit'
import { encode } from 'uqr'
import type { Both, PksDocument } from '#pks/document/compose'

/** The drawn document and where its seal goes: lower left corner, width and height in points. */
export interface LaidOutDocument {
  pdf: Uint8Array
  seal: { page: number; rect: [number, number, number, number]; lines: string[]; font: Uint8Array }
}

const A4 = [595.28, 841.89] as const
const MARGIN = { side: 48, top: 64, bottom: 58 }
const GUTTER = 22
const WIDTH = A4[0] - 2 * MARGIN.side
const COLUMN = (WIDTH - GUTTER) / 2
const RIGHT = MARGIN.side + COLUMN + GUTTER
const TEXT = { size: 8.4, lead: 12.2 }
const NUMBER = 22

const color = (hex: string): RGB => {
  const value = Number.parseInt(hex, 16)
  return rgb((value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255)
}
const INK = color('15202f')
const INK_2 = color('56534e')
const NILA = color('1b3f6b')
const KUNYIT = color('efb938')
const LINE = color('e4e1da')
const TINT = color('f1f5f9')
const HOLD = { ink: color('7a5200'), ground: color('fdf1d0') }

/** The mark: four petals, the upper right one in kunyit; viewBox 0 0 40 40. */
const PANES: [string, RGB][] = [
  ['M2 2h8.5A8.5 8.5 0 0 1 19 10.5V19H10.5A8.5 8.5 0 0 1 2 10.5z', NILA],
  ['M2 38h8.5A8.5 8.5 0 0 0 19 29.5V21H10.5A8.5 8.5 0 0 0 2 29.5z', NILA],
  ['M38 38h-8.5A8.5 8.5 0 0 1 21 29.5V21h8.5A8.5 8.5 0 0 1 38 29.5z', NILA],
  ['M38 2h-8.5A8.5 8.5 0 0 0 21 10.5V19h8.5A8.5 8.5 0 0 0 38 10.5z', KUNYIT],
]

const FONTS = new URL('../../../resources/fonts/pdf/', import.meta.url)
const WEIGHTS = { regular: 400, semibold: 600, heavy: 800 } as const
type Weight = keyof typeof WEIGHTS
let fontFiles: Promise<Record<Weight, Uint8Array>> | undefined

function readFonts(): Promise<Record<Weight, Uint8Array>> {
  return (fontFiles ??= Promise.all(
    Object.entries(WEIGHTS).map(async ([weight, number]) => {
      const file = await readFile(new URL(`plus_jakarta_sans_${number}.ttf`, FONTS))
      return [weight, new Uint8Array(file)] as const
    })
  ).then((entries) => Object.fromEntries(entries) as Record<Weight, Uint8Array>))
}

/**
 * Draws a PKS: Indonesian on the left, English beside it, signatures, annexes. The same document gives the same bytes. Pure
 * but for the font files; takes some 100 ms, so it belongs in a worker thread.
 */
export async function layOut(document: PksDocument): Promise<LaidOutDocument> {
  const files = await readFonts()
  const pdf = await PDFDocument.create({ updateMetadata: false })
  pdf.registerFontkit(fontkit)
  const fonts = {} as Record<Weight, PDFFont>
  for (const weight of Object.keys(WEIGHTS) as Weight[]) {
    fonts[weight] = await pdf.embedFont(files[weight], { subset: false })
  }
  describe(pdf, document)
  const pen = new Pen(pdf, fonts, document)
  drawCover(pen, document)
  for (const point of document.points) drawPoint(pen, point)
  const seal = drawSigning(pen, document)
  for (const annex of document.annexes) drawAnnex(pen, annex)
  drawFooters(pen, document)
  return {
    pdf: await pdf.save({ addDefaultPage: false }),
    seal: { ...seal, lines: document.signing.seal, font: files.semibold },
  }
}

/** Title, language, dates and identifier: all from the agreement, nothing from the machine. */
function describe(pdf: PDFDocument, document: PksDocument): void {
  const at = new Date(document.issuedAt)
  pdf.setTitle(document.fileTitle, { showInWindowTitleBar: true })
  pdf.setAuthor(document.brand)
  pdf.setSubject(`${document.title.id} / ${document.title.en}`)
  pdf.setProducer('Etalase')
  pdf.setCreator(document.brand)
  pdf.setLanguage('id')
  pdf.setCreationDate(at)
  pdf.setModificationDate(at)
  const digest = createHash('sha256').update(document.id).digest('hex').slice(0, 32)
  pdf.context.trailerInfo.ID = pdf.context.obj([PDFHexString.of(digest), PDFHexString.of(digest)])
}

interface Style {
  weight?: Weight
  size?: number
  lead?: number
  color?: RGB
}

/** Where the next line goes, with what; opens pages as they fill. */
class Pen {
  page!: PDFPage
  y = 0
  readonly #widths = new Map<string, number>()

  constructor(
    readonly pdf: PDFDocument,
    readonly fonts: Record<Weight, PDFFont>,
    readonly document: PksDocument
  ) {}

  get pages(): number {
    return this.pdf.getPageCount()
  }

  newPage(): void {
    this.page = this.pdf.addPage([A4[0], A4[1]])
    this.y = A4[1] - MARGIN.top
    if (this.pages > 1) this.#runningHead()
  }

  /** Opens a new page when less than `height` is left. */
  need(height: number): void {
    if (this.y - height < MARGIN.bottom) this.newPage()
  }

  line(text: string, x: number, y: number, style: Style = {}): void {
    const { weight = 'regular', size = TEXT.size, color: ink = INK } = style
    this.page.drawText(text, { x, y, size, font: this.fonts[weight], color: ink })
  }

  width(text: string, style: Style = {}): number {
    const { weight = 'regular', size = TEXT.size } = style
    const key = `${weight} ${text}`
    let width = this.#widths.get(key)
    if (width === undefined)
      this.#widths.set(key, (width = this.fonts[weight].widthOfTextAtSize(text, 1)))
    return width * size
  }

  /** Breaks a text at its spaces, and words that are too long for a line anywhere. */
  wrap(text: string, width: number, style: Style = {}): string[] {
    const space = this.width(' ', style)
    const lines: string[] = []
    let line = ''
    let used = 0
    for (const word of text.split(/\s+/).flatMap((item) => this.#fit(item, width, style))) {
      const own = this.width(word, style)
      if (line && used + space + own > width) {
        lines.push(line)
        line = ''
        used = 0
      }
      used += (line ? space : 0) + own
      line += (line ? ' ' : '') + word
    }
    return line ? [...lines, line] : lines
  }

  /** Draws wrapped lines below each other from `top`. */
  block(lines: string[], x: number, top: number, style: Style = {}): void {
    const { size = TEXT.size, lead = TEXT.lead } = style
    lines.forEach((line, index) => this.line(line, x, top - size - index * lead, style))
  }

  /** One row in both columns, kept on one page when it fits on one. */
  row(
    both: Both,
    style: Style = {},
    options: { indent?: number; number?: string; after?: number } = {}
  ): void {
    const { indent = 0, number, after = 5 } = options
    const { lead = TEXT.lead, size = TEXT.size } = style
    const columns = (['id', 'en'] as const).map((language) =>
      this.wrap(both[language], COLUMN - indent, style)
    )
    const height = Math.max(...columns.map((lines) => lines.length)) * lead
    this.need(height + after)
    for (const [index, x] of [MARGIN.side, RIGHT].entries()) {
      if (number) this.line(number, x, this.y - size, { ...style, weight: 'semibold', color: NILA })
      this.block(columns[index]!, x + indent, this.y, style)
    }
    this.y -= height + after
  }

  rule(ink: RGB = LINE, thickness = 0.75): void {
    this.page.drawLine({
      start: { x: MARGIN.side, y: this.y },
      end: { x: A4[0] - MARGIN.side, y: this.y },
      color: ink,
      thickness,
    })
  }

  mark(x: number, top: number, size: number): void {
    for (const [path, ink] of PANES) {
      this.page.drawSvgPath(path, { x, y: top, scale: size / 40, color: ink, borderWidth: 0 })
    }
  }

  #runningHead(): void {
    const top = A4[1] - 32
    this.mark(MARGIN.side, top + 4, 15)
    this.line(this.document.brand, MARGIN.side + 21, top - 7, {
      weight: 'semibold',
      size: 8.5,
      color: NILA,
    })
    const number = this.document.number
    const style: Style = { size: 8, color: INK_2 }
    this.line(number, A4[0] - MARGIN.side - this.width(number, style), top - 7, style)
  }

  #fit(word: string, width: number, style: Style): string[] {
    if (this.width(word, style) <= width) return [word]
    const pieces: string[] = []
    let piece = ''
    for (const letter of word) {
      if (this.width(piece + letter, style) > width) {
        pieces.push(piece)
        piece = ''
      }
      piece += letter
    }
    return [...pieces, piece]
  }
}

function drawCover(pen: Pen, document: PksDocument): void {
  pen.newPage()
  pen.page.drawRectangle({ x: 0, y: A4[1] - 5, width: A4[0], height: 5, color: NILA })
  pen.y = A4[1] - 44
  pen.mark(MARGIN.side, pen.y, 30)
  pen.line(document.brand, MARGIN.side + 40, pen.y - 20, { weight: 'heavy', size: 14, color: INK })
  pen.y -= 62
  pen.row(document.title, { weight: 'heavy', size: 18, lead: 23 }, { after: 12 })
  pen.rule(NILA, 1.5)
  pen.y -= 10
  for (const { label, value } of document.facts) {
    const style: Style = { size: 8.4 }
    for (const [x, language] of [
      [MARGIN.side, 'id'],
      [RIGHT, 'en'],
    ] as const) {
      pen.line(label[language], x, pen.y - 8.4, { ...style, color: INK_2 })
      pen.line(
        pen.wrap(value[language], COLUMN - 70, { weight: 'semibold' })[0] ?? '',
        x + 70,
        pen.y - 8.4,
        {
          ...style,
          weight: 'semibold',
        }
      )
    }
    pen.y -= 15
  }
  pen.y -= 6
  drawNote(pen, document.note)
}

function drawNote(pen: Pen, note: Both): void {
  const style: Style = { size: 7.8, lead: 11, color: HOLD.ink, weight: 'semibold' }
  const lines = (['id', 'en'] as const).map((language) =>
    pen.wrap(note[language], COLUMN - 20, style)
  )
  const height = Math.max(...lines.map((column) => column.length)) * 11 + 14
  pen.page.drawRectangle({
    x: MARGIN.side,
    y: pen.y - height,
    width: WIDTH,
    height,
    color: HOLD.ground,
  })
  pen.page.drawRectangle({ x: MARGIN.side, y: pen.y - height, width: 4, height, color: KUNYIT })
  pen.block(lines[0]!, MARGIN.side + 12, pen.y - 6, style)
  pen.block(lines[1]!, RIGHT, pen.y - 6, style)
  pen.y -= height + 16
}

function drawPoint(pen: Pen, point: PksDocument['points'][number]): void {
  // A title never stands alone at the foot of a page.
  pen.need(64)
  pen.rule()
  pen.y -= 8
  pen.row(
    point.title,
    { weight: 'heavy', size: 9.6, lead: 13, color: NILA },
    {
      indent: NUMBER,
      number: String(point.number),
      after: 4,
    }
  )
  point.paragraphs.forEach((paragraph, index) =>
    pen.row(paragraph, {}, { indent: NUMBER, number: `${point.number}.${index + 1}` })
  )
  pen.y -= 5
}

/** Both signatures beside each other, the check code below, on one page. */
function drawSigning(
  pen: Pen,
  document: PksDocument
): { page: number; rect: [number, number, number, number] } {
  const { signing, verification } = document
  pen.need(270)
  pen.rule(NILA, 1.5)
  pen.y -= 12
  pen.row(signing.title, { weight: 'heavy', size: 12, lead: 15 }, { after: 8 })
  const captions: [number, Both][] = [
    [MARGIN.side, signing.operator],
    [RIGHT, signing.partner],
  ]
  const style: Style = { size: 7.6, lead: 10.4, color: INK_2 }
  const lines = captions.map(([, caption]) => [
    ...pen.wrap(caption.id, COLUMN, style),
    ...pen.wrap(caption.en, COLUMN, style),
  ])
  captions.forEach(([x], index) => pen.block(lines[index]!, x, pen.y, style))
  pen.y -= Math.max(...lines.map((column) => column.length)) * 10.4 + 6
  const partnerText = [
    ...pen.wrap(signing.partnerText.id, COLUMN - 20, style),
    '',
    ...pen.wrap(signing.partnerText.en, COLUMN - 20, style),
  ]
  const height = Math.max(92, partnerText.length * 10.4 + 16)
  const bottom = pen.y - height
  pen.page.drawRectangle({
    x: RIGHT,
    y: bottom,
    width: COLUMN,
    height,
    color: TINT,
    borderColor: LINE,
    borderWidth: 0.75,
  })
  pen.block(partnerText, RIGHT + 10, pen.y - 6, style)
  pen.y = bottom - 14
  drawVerification(pen, verification)
  return { page: pen.pages - 1, rect: [MARGIN.side, bottom, COLUMN, height] }
}

function drawVerification(pen: Pen, verification: PksDocument['verification']): void {
  const size = 74
  const { data } = encode(verification.url, { ecc: 'M', border: 0 })
  const unit = size / data.length
  const path = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('')
  pen.page.drawSvgPath(path, { x: MARGIN.side, y: pen.y, scale: unit, color: INK, borderWidth: 0 })
  const x = MARGIN.side + size + 18
  const label = `${verification.label.id} / ${verification.label.en}`
  pen.line(label, x, pen.y - 12, { size: 7.8, color: INK_2 })
  pen.line(verification.number, x, pen.y - 28, { weight: 'heavy', size: 13 })
  const style: Style = { size: 7.8, lead: 11, color: INK_2 }
  const width = WIDTH - size - 18
  pen.block(
    [
      ...pen.wrap(verification.text.id, width, style),
      ...pen.wrap(verification.text.en, width, style),
    ],
    x,
    pen.y - 36,
    style
  )
  pen.y -= size + 22
}

function drawAnnex(pen: Pen, annex: PksDocument['annexes'][number]): void {
  const indent = 92
  const rows = annex.rows.map(({ label, value }) => {
    const cells = (['id', 'en'] as const).map((language) => ({
      label: pen.wrap(label[language], indent - 8, { size: 7.8 }),
      value: pen.wrap(value[language], COLUMN - indent, { weight: 'semibold' }),
    }))
    const lines = Math.max(...cells.flatMap((cell) => [cell.label.length, cell.value.length]))
    return { cells, height: lines * 11.4 }
  })
  // Whole on one page where it fits on one.
  const whole = rows.reduce((sum, { height }) => sum + height + 7, 60)
  pen.need(Math.min(whole, A4[1] - MARGIN.top - MARGIN.bottom))
  pen.rule(NILA, 1.5)
  pen.y -= 10
  pen.row(annex.title, { weight: 'heavy', size: 11, lead: 14 }, { after: 7 })
  for (const { cells, height } of rows) {
    pen.need(height + 7)
    for (const [index, x] of [MARGIN.side, RIGHT].entries()) {
      pen.block(cells[index]!.label, x, pen.y, { size: 7.8, lead: 11.4, color: INK_2 })
      pen.block(cells[index]!.value, x + indent, pen.y, { weight: 'semibold', lead: 11.4 })
    }
    pen.y -= height + 3
    pen.rule()
    pen.y -= 4
  }
  pen.y -= 14
}

function drawFooters(pen: Pen, document: PksDocument): void {
  const pages = pen.pdf.getPages()
  const style: Style = { size: 7.4, color: INK_2 }
  for (const [index, page] of pages.entries()) {
    pen.page = page
    pen.y = 44
    pen.rule()
    const check = `${document.verification.label.id} / ${document.verification.label.en}: ${document.verification.number}`
    pen.line(check, MARGIN.side, 31, style)
    const count = `${document.page.id} / ${document.page.en} ${index + 1} / ${pages.length}`
    pen.line(count, A4[0] - MARGIN.side - pen.width(count, style), 31, style)
  }
}
