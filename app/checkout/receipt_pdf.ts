import { readFileSync } from 'node:fs'
import { PDFDocument, rgb, type PDFFont, type PDFPage } from '@cantoo/pdf-lib'
import fontkit from '@pdf-lib/fontkit'
import brand from '#config/brand'
import { presentOrder } from '#checkout/presenters/order_page'
import type { OrderFile } from '#checkout/queries/find_order'
import type { Translate } from '#core/words'
import type { Language } from '#core/http/surfaces'
import { formatDateTime } from '#core/views/format'
import type Customer from '#customers/models/customer'

const FONTS = new URL('../../resources/fonts/pdf/', import.meta.url)
const INK = rgb(0.08, 0.11, 0.17)
const QUIET = rgb(0.3, 0.35, 0.43)
const LEFT = 56
const RIGHT = 539
const LINE = 22

/** *Kuitansi*: the order as a document of one A4 page. */
export async function receiptPdf(
  file: OrderFile,
  reader: { t: Translate; language: Language; customer: Customer }
): Promise<Uint8Array> {
  const { t, language, customer } = reader
  const { order } = file
  const { receipt, detail } = presentOrder(file, reader)
  const isTrial = order.environment === 'development'
  const pdf = await PDFDocument.create()
  pdf.registerFontkit(fontkit)
  pdf.setTitle(`${t('checkout.receipt.document')} ${order.number}`)
  pdf.setLanguage(language)
  pdf.setCreationDate(order.createdAt.toJSDate())
  const fonts = {
    plain: await pdf.embedFont(readFileSync(new URL('plus_jakarta_sans_400.ttf', FONTS)), {
      subset: false,
    }),
    strong: await pdf.embedFont(readFileSync(new URL('plus_jakarta_sans_800.ttf', FONTS)), {
      subset: false,
    }),
  }
  const sheet = new Sheet(pdf.addPage([595, 842]), fonts)

  if (isTrial) sheet.text(t('mail.trial_mark'), { size: 11, strong: true })
  sheet.text(brand.name, { size: 13, strong: true })
  sheet.text(brand.operator, { size: 9, quiet: true })
  sheet.gap(16)
  sheet.text(t('checkout.receipt.document'), { size: 24, strong: true })
  if (order.paidAt) {
    sheet.text(t('checkout.receipt.paid_note', { time: formatDateTime(order.paidAt, language) }), {
      size: 10,
      quiet: true,
    })
  }
  sheet.gap(10)
  sheet.row(t('checkout.receipt.customer'), customer.name)
  for (const { label, value } of [...receipt.items, ...detail]) sheet.row(label, value)
  sheet.gap(10)
  for (const { label, value } of receipt.sums) sheet.sum(label, value)
  sheet.sum(receipt.total.label, `${receipt.total.value}${receipt.total.per ?? ''}`, true)
  if (isTrial) {
    sheet.gap(16)
    sheet.text(t('checkout.receipt.trial_note'), { size: 10, strong: true })
  }
  return pdf.save()
}

/** A page that is written from the top down. */
class Sheet {
  #y = 780

  constructor(
    private readonly page: PDFPage,
    private readonly fonts: { plain: PDFFont; strong: PDFFont }
  ) {}

  gap(points: number): void {
    this.#y -= points
  }

  text(text: string, { size = 10, strong = false, quiet = false, x = LEFT } = {}): void {
    const font = strong ? this.fonts.strong : this.fonts.plain
    this.page.drawText(writable(text, font), {
      x,
      y: this.#y,
      size,
      font,
      color: quiet ? QUIET : INK,
    })
    this.#y -= size * 1.5
  }

  row(label: string, value: string): void {
    this.#rule()
    this.page.drawText(writable(label, this.fonts.plain), {
      x: LEFT,
      y: this.#y,
      size: 10,
      font: this.fonts.plain,
      color: QUIET,
    })
    const lines = wrap(writable(value, this.fonts.plain), this.fonts.plain, 10, RIGHT - 210)
    for (const line of lines) {
      this.page.drawText(line, { x: 210, y: this.#y, size: 10, font: this.fonts.plain, color: INK })
      this.#y -= 14
    }
    this.#y -= LINE - 14
  }

  sum(label: string, value: string, strong = false): void {
    if (strong) this.#rule()
    const font = strong ? this.fonts.strong : this.fonts.plain
    const size = strong ? 14 : 10
    const text = writable(value, font)
    this.page.drawText(writable(label, font), { x: LEFT, y: this.#y, size, font, color: INK })
    this.page.drawText(text, {
      x: RIGHT - font.widthOfTextAtSize(text, size),
      y: this.#y,
      size,
      font,
      color: INK,
    })
    this.#y -= LINE
  }

  #rule(): void {
    const y = this.#y + 14
    this.page.drawLine({
      start: { x: LEFT, y },
      end: { x: RIGHT, y },
      thickness: 0.5,
      color: rgb(0.85, 0.84, 0.81),
    })
  }
}

/** What the face has no glyph for becomes a question mark: better than a page that cannot be made. */
function writable(text: string, font: PDFFont): string {
  const known = new Set(font.getCharacterSet())
  return [...text].map((char) => (known.has(char.codePointAt(0)!) ? char : '?')).join('')
}

function wrap(text: string, font: PDFFont, size: number, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word
    if (line && font.widthOfTextAtSize(longer, size) > width) {
      lines.push(line)
      line = word
    } else {
      line = longer
    }
  }
  return [...lines, line]
}
