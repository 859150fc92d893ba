import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import fontkit from '@pdf-lib/fontkit'
import { load } from 'cheerio'
import { HELP_PICTURES, helpPicture } from '#help/pictures'

/** CSS pixels that a drawing has on the narrowest page that shows one, on a screen 360 wide. */
const NARROWEST = 240
const SMALLEST_LETTER = 12

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

interface Text extends Box {
  words: string
}

type Font = { layout(text: string): { advanceWidth: number }; unitsPerEm: number }

async function fontOf(weight: 400 | 800): Promise<Font> {
  const file = new URL(
    `../../../resources/fonts/pdf/plus_jakarta_sans_${weight}.ttf`,
    import.meta.url
  )
  return fontkit.create(await readFile(file)) as unknown as Font
}

/** Where the words of a drawing and its boxes are; the first box is the window. */
function partsOf(svg: string, fonts: { regular: Font; bold: Font }) {
  const $ = load(svg, { xml: true })
  const size = Number($('svg').attr('font-size'))
  const number = (item: Parameters<typeof $>[0], name: string) => Number($(item).attr(name))
  const texts = $('text')
    .toArray()
    .map((item): Text => {
      const font = $(item).attr('font-weight') ? fonts.bold : fonts.regular
      const words = $(item).text()
      const width = (font.layout(words).advanceWidth / font.unitsPerEm) * size
      const [left, line] = [number(item, 'x'), number(item, 'y')]
      return { words, left, right: left + width, top: line - size * 0.75, bottom: line + size / 4 }
    })
  const boxes = $('rect:not([fill="none"])')
    .toArray()
    .map((item): Box => {
      const [left, top] = [number(item, 'x'), number(item, 'y')]
      return {
        left,
        top,
        right: left + number(item, 'width'),
        bottom: top + number(item, 'height'),
      }
    })
  return { size, texts, boxes, width: Number($('svg').attr('width')) }
}

const meets = (one: Box, other: Box) =>
  one.left < other.right &&
  other.left < one.right &&
  one.top < other.bottom &&
  other.top < one.bottom
const holds = (outer: Box, inner: Box) =>
  outer.left < inner.left &&
  inner.right < outer.right &&
  outer.top < inner.top &&
  inner.bottom < outer.bottom

test.group('help pictures', () => {
  test('[R6.6] their letters can be read on a phone', async ({ assert }) => {
    const fonts = { regular: await fontOf(400), bold: await fontOf(800) }
    for (const name of HELP_PICTURES) {
      for (const language of ['id', 'en'] as const) {
        const svg = helpPicture(name, language)!
        const { size, width } = partsOf(svg, fonts)
        assert.isAtLeast((size * NARROWEST) / width, SMALLEST_LETTER, `${language} ${name}`)
        assert.notMatch(svg.replace('font-size', ''), /font-size/, 'no word is smaller')
      }
    }
  })

  test('[R6.6] no word leaves its box or touches another', async ({ assert }) => {
    const fonts = { regular: await fontOf(400), bold: await fontOf(800) }
    for (const name of HELP_PICTURES) {
      for (const language of ['id', 'en'] as const) {
        const { texts, boxes } = partsOf(helpPicture(name, language)!, fonts)
        assert.isNotEmpty(texts)
        for (const [place, text] of texts.entries()) {
          const about = `${language} ${name}: ${text.words}`
          for (const box of boxes) if (meets(box, text)) assert.isTrue(holds(box, text), about)
          const others = texts.filter((_, other) => other !== place)
          assert.isFalse(
            others.some((other) => meets(other, text)),
            about
          )
        }
      }
    }
  })
})
