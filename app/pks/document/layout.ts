import { createHash } from 'node:crypto'
import {
  drawSvgPath,
  PDFHexString,
  PDFName,
  rgb,
  type PDFDocument,
  type PDFPage,
  type PDFRef,
  type RGB,
} from '@cantoo/pdf-lib'
import { encode } from 'uqr'
import { deflated } from '#pki/pdf/write'
import type { SealAppearance } from '#pki/pdf/seal'
import type { Both, PksDocument } from '#pks/document/compose'
import { documentWithFonts, type Typefaces, type Weight } from '#pks/document/typefaces'

/** The drawn document and where its seal goes: lower left corner, width and height in points. */
export interface LaidOutDocument {
  pdf: PDFDocument
  seal: { page: number; rect: [number, number, number, number]; appearance: SealAppearance }
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
/** Operators of the mark, its top left corner at the origin, 40 points wide. */
const MARK = PANES.flatMap(([path, ink]) =>
  drawSvgPath(path, {
    x: 0,
    y: 0,
    scale: 1,
    color: ink,
    borderColor: undefined,
    borderWidth: 0,
  })
).join('\n')

/**
 * Draws a PKS: Indonesian on the left, English beside it, signatures, annexes. The same document gives the same bytes. Pure
 * but for the font files; the first one of a thread takes some 100 ms, so it belongs in a worker thread.
 */
export async function layOut(document: PksDocument): Promise<LaidOutDocument> {
  const { pdf, typefaces } = await documentWithFonts()
  describe(pdf, document)
  const pen = new Pen(pdf, typefaces, document)
  drawCover(pen, document)
  for (const article of document.points) drawPoint(pen, article)
  const seal = drawSigning(pen, document)
  for (const annex of document.annexes) drawAnnex(pen, annex)
  drawFooters(pen, document)
  pen.finish()
  return { pdf, seal }
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

/** A sum and its currency, a masked number and its last digits: never on two lines. */
const INSEPARABLE = /(Rp|•) (?=\d)/g

const FONT_NAMES: Record<Weight, string> = { regular: 'F1', semibold: 'F2', heavy: 'F3' }

/** Operators of a drawing; coordinates in points from the lower left corner. */
class Sheet {
  readonly #operators: string[] = []
  /** What was set last: it holds until something else is. */
  #fill = ''
  #font = ''

  constructor(readonly typefaces: Typefaces) {}

  get operators(): string {
    return this.#operators.join('\n')
  }

  text(text: string, x: number, y: number, style: Style = {}): void {
    if (!text) return
    const { weight = 'regular', size = TEXT.size, color: ink = INK } = style
    const font = `/${FONT_NAMES[weight]} ${size} Tf`
    const codes = this.typefaces[weight].encode(text)
    this.#paint(ink)
    if (font !== this.#font) this.#operators.push((this.#font = font))
    this.#operators.push(`BT ${point(x)} ${point(y)} Td ${codes} Tj ET`)
  }

  box(x: number, y: number, width: number, height: number, ink: RGB): void {
    this.#paint(ink)
    this.#operators.push(`${point(x)} ${point(y)} ${point(width)} ${point(height)} re f`)
  }

  frame(x: number, y: number, width: number, height: number, ink: RGB): void {
    const box = [x, y, width, height].map(point).join(' ')
    this.#operators.push(`${stroke(ink)} 0.75 w ${box} re S`)
  }

  line(x: number, y: number, width: number, ink: RGB, thickness: number): void {
    const ends = `${point(x)} ${point(y)} m ${point(x + width)} ${point(y)} l`
    this.#operators.push(`${stroke(ink)} ${thickness} w ${ends} S`)
  }

  /** The mark, by its top left corner. */
  mark(x: number, top: number, size: number): void {
    const scale = (size / 40).toFixed(4)
    this.#operators.push(`q ${scale} 0 0 ${scale} ${point(x)} ${point(top)} cm`, MARK, 'Q')
  }

  /** Dark modules of a QR code, each row's runs in one box: no hair lines between them. */
  modules(rows: readonly (readonly boolean[])[], x: number, top: number, unit: number): void {
    const boxes: string[] = []
    for (const [index, row] of rows.entries()) {
      const y = point(top - (index + 1) * unit)
      for (let begin = 0; begin < row.length; begin++) {
        if (!row[begin]) continue
        let end = begin
        while (row[end + 1]) end++
        boxes.push(
          `${point(x + begin * unit)} ${y} ${point((end - begin + 1) * unit)} ${point(unit)} re`
        )
        begin = end
      }
    }
    this.#paint(INK)
    this.#operators.push(`${boxes.join(' ')} f`)
  }

  #paint(ink: RGB): void {
    const fill = colorOperands(ink)
    if (fill !== this.#fill) this.#operators.push(`${(this.#fill = fill)} rg`)
  }
}

const point = (value: number) => value.toFixed(2)
const stroke = (ink: RGB) => `${colorOperands(ink)} RG`
const colors = new Map<RGB, string>()

function colorOperands(ink: RGB): string {
  let operands = colors.get(ink)
  if (operands === undefined) {
    operands = [ink.red, ink.green, ink.blue].map((part) => part.toFixed(3)).join(' ')
    colors.set(ink, operands)
  }
  return operands
}

/** Where the next line goes, with what; opens pages as they fill. */
class Pen {
  sheet!: Sheet
  y = 0
  readonly #sheets: { page: PDFPage; sheet: Sheet }[] = []

  constructor(
    readonly pdf: PDFDocument,
    readonly typefaces: Typefaces,
    readonly document: PksDocument
  ) {}

  get pages(): number {
    return this.#sheets.length
  }

  newPage(): void {
    const page = this.pdf.addPage([A4[0], A4[1]])
    this.sheet = new Sheet(this.typefaces)
    this.#sheets.push({ page, sheet: this.sheet })
    this.y = A4[1] - MARGIN.top
    if (this.pages > 1) this.#runningHead()
  }

  /** Draws on a page that is full already. */
  turnTo(index: number): void {
    this.sheet = this.#sheets[index]!.sheet
  }

  /** Writes what was drawn into the document. */
  finish(): void {
    const { context } = this.pdf
    const fonts = context.register(context.obj(this.fonts))
    const resources = context.register(context.obj({ Font: fonts }))
    for (const { page, sheet } of this.#sheets) {
      page.node.set(PDFName.Resources, resources)
      page.node.set(PDFName.Contents, context.register(deflated(context, sheet.operators)))
    }
  }

  get fonts(): Record<string, PDFRef> {
    return Object.fromEntries(
      Object.entries(FONT_NAMES).map(([weight, name]) => [
        name,
        this.typefaces[weight as Weight].ref,
      ])
    )
  }

  /** Opens a new page when less than `height` is left. */
  need(height: number): void {
    if (this.y - height < MARGIN.bottom) this.newPage()
  }

  line(text: string, x: number, y: number, style: Style = {}): void {
    this.sheet.text(text, x, y, style)
  }

  width(text: string, style: Style = {}): number {
    const { weight = 'regular', size = TEXT.size } = style
    return this.typefaces[weight].width(text) * size
  }

  /** Breaks a text at its spaces, and words that are too long for a line anywhere. */
  wrap(text: string, width: number, style: Style = {}): string[] {
    const space = this.width(' ', style)
    const lines: string[] = []
    let line = ''
    let used = 0
    const words = text.replaceAll(INSEPARABLE, '$1\u00a0').split(/[^\S\u00a0]+/)
    for (const word of words.flatMap((item) => this.#fit(item, width, style))) {
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
    this.sheet.line(MARGIN.side, this.y, WIDTH, ink, thickness)
  }

  #runningHead(): void {
    const top = A4[1] - 32
    this.sheet.mark(MARGIN.side, top + 4, 15)
    this.line(this.document.brand, MARGIN.side + 21, top - 7, {
      weight: 'semibold',
      size: 8.5,
      color: NILA,
    })
    const number = this.document.number
    const style: Style = { size: 8, color: INK_2 }
    this.line(number, A4[0] - MARGIN.side - this.width(number, style), top - 7, style)
  }

  /** Addresses are broken behind a sign of theirs where one is near, all else where the line ends. */
  #fit(word: string, width: number, style: Style): string[] {
    if (this.width(word, style) <= width) return [word]
    const pieces: string[] = []
    let piece = ''
    for (const letter of word) {
      if (this.width(piece + letter, style) > width) {
        const sign = /^.*[/.@?&=-](?=.)/u.exec(piece)?.[0] ?? ''
        const head = sign.length > piece.length / 2 ? sign : piece
        pieces.push(head)
        piece = piece.slice(head.length)
      }
      piece += letter
    }
    return [...pieces, piece]
  }
}

function drawCover(pen: Pen, document: PksDocument): void {
  pen.newPage()
  pen.sheet.box(0, A4[1] - 5, A4[0], 5, NILA)
  pen.y = A4[1] - 44
  pen.sheet.mark(MARGIN.side, pen.y, 30)
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
  pen.sheet.box(MARGIN.side, pen.y - height, WIDTH, height, HOLD.ground)
  pen.sheet.box(MARGIN.side, pen.y - height, 4, height, KUNYIT)
  pen.block(lines[0]!, MARGIN.side + 12, pen.y - 6, style)
  pen.block(lines[1]!, RIGHT, pen.y - 6, style)
  pen.y -= height + 16
}

function drawPoint(pen: Pen, article: PksDocument['points'][number]): void {
  // A title never stands alone at the foot of a page.
  pen.need(64)
  pen.rule()
  pen.y -= 8
  pen.row(
    article.title,
    { weight: 'heavy', size: 9.6, lead: 13, color: NILA },
    {
      indent: NUMBER,
      number: String(article.number),
      after: 4,
    }
  )
  article.paragraphs.forEach((paragraph, index) =>
    pen.row(paragraph, {}, { indent: NUMBER, number: `${article.number}.${index + 1}` })
  )
  pen.y -= 5
}

/** Both signatures beside each other, the check code below, on one page. */
function drawSigning(pen: Pen, document: PksDocument): LaidOutDocument['seal'] {
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
  pen.sheet.box(RIGHT, bottom, COLUMN, height, TINT)
  pen.sheet.frame(RIGHT, bottom, COLUMN, height, LINE)
  pen.block(partnerText, RIGHT + 10, pen.y - 6, style)
  pen.y = bottom - 14
  drawVerification(pen, verification)
  return {
    page: pen.pages - 1,
    rect: [MARGIN.side, bottom, COLUMN, height],
    appearance: drawSeal(pen, signing.seal, COLUMN, height),
  }
}

/** What is seen of the operator's signature: the mark, who signed, when, for which agreement. */
function drawSeal(
  pen: Pen,
  seal: PksDocument['signing']['seal'],
  width: number,
  height: number
): SealAppearance {
  const sheet = new Sheet(pen.typefaces)
  const [id, en, name, at, number] = seal as [string, string, string, string, string]
  sheet.box(0, 0, width, height, TINT)
  sheet.box(0, 0, 3, height, NILA)
  sheet.frame(0.4, 0.4, width - 0.8, height - 0.8, NILA)
  const x = 16
  let y = height - 19
  const put = (text: string, style: Style, after: number) => {
    const largest = style.size! * Math.min(1, (width - 2 * x) / pen.width(text, style))
    sheet.text(text, x, y, { ...style, size: Number(largest.toFixed(2)) })
    y -= after
  }
  put(id, { size: 7.6, color: INK_2 }, 10)
  put(en, { size: 7.6, color: INK_2 }, 21)
  sheet.mark(x, y + 13, 17)
  sheet.text(name, x + 24, y, { weight: 'heavy', size: 12.5, color: NILA })
  y -= 18
  put(at, { weight: 'semibold', size: 8.4 }, 11.5)
  put(number, { weight: 'semibold', size: 8.4 }, 0)
  return { operators: sheet.operators, fonts: pen.fonts }
}

function drawVerification(pen: Pen, verification: PksDocument['verification']): void {
  const size = 74
  const { data } = encode(verification.url, { ecc: 'M', border: 0 })
  const unit = size / data.length
  pen.sheet.modules(data, MARGIN.side, pen.y, unit)
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
    const cells = (['id', 'en'] as const).map((language) => {
      const style: Style = { weight: 'semibold', size: sizeOfValue(pen, value[language], indent) }
      return {
        label: pen.wrap(label[language], indent - 8, { size: 7.8 }),
        value: pen.wrap(value[language], COLUMN - indent, style),
        style,
      }
    })
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
      pen.block(cells[index]!.value, x + indent, pen.y, { ...cells[index]!.style, lead: 11.4 })
    }
    pen.y -= height + 3
    pen.rule()
    pen.y -= 4
  }
  pen.y -= 14
}

/** An identifier that all but fits its line is set a little smaller instead of losing its last letter. */
function sizeOfValue(pen: Pen, value: string, indent: number): number {
  const over = pen.width(value, { weight: 'semibold' }) / (COLUMN - indent)
  return over > 1 && over < 1.15 && !/\s/.test(value)
    ? Math.floor((TEXT.size / over) * 100) / 100
    : TEXT.size
}

function drawFooters(pen: Pen, document: PksDocument): void {
  const style: Style = { size: 7.4, color: INK_2 }
  for (let index = 0; index < pen.pages; index++) {
    pen.turnTo(index)
    pen.y = 44
    pen.rule()
    const check = `${document.verification.label.id} / ${document.verification.label.en}: ${document.verification.number}`
    pen.line(check, MARGIN.side, 31, style)
    const count = `${document.page.id} / ${document.page.en} ${index + 1} / ${pen.pages}`
    pen.line(count, A4[0] - MARGIN.side - pen.width(count, style), 31, style)
  }
}
