import { test } from '@japa/runner'
import { coverSvg } from '#catalogue/cover_art'

const CATEGORIES = [
  'gim',
  'musik',
  'pendidikan',
  'kesehatan',
  'usaha',
  'perjalanan',
  'anak',
  'berita',
]

test.group('Cover art', () => {
  test('the same content always gets the same cover', ({ assert }) => {
    const cover = coverSvg({ seed: '01KAQJ8T2M6V4ZC9XR0W5NHE7D', category: 'gim' })
    assert.equal(coverSvg({ seed: '01KAQJ8T2M6V4ZC9XR0W5NHE7D', category: 'gim' }), cover)
  })

  test('contents of one category differ from each other', ({ assert }) => {
    const covers = Array.from({ length: 40 }, (_, n) =>
      coverSvg({ seed: `c${n}`, category: 'anak' })
    )
    assert.isAbove(new Set(covers).size, 35)
  })

  test('every category has a figure of its own, an unknown one takes the gong', ({ assert }) => {
    const covers = CATEGORIES.map((category) => coverSvg({ seed: 'x', category }))
    assert.lengthOf(new Set(covers), CATEGORIES.length)
    assert.equal(
      coverSvg({ seed: 'x', category: 'kebun' }),
      coverSvg({ seed: 'x', category: 'musik' })
    )
  })

  test('is a flat drawing of 400 by 300 without text, gradient, script or style', ({ assert }) => {
    for (const category of CATEGORIES) {
      for (let n = 0; n < 20; n++) {
        const svg = coverSvg({ seed: `s${n}`, category })
        assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 400 300"/)
        assert.notMatch(svg, /<text|Gradient|<script|style=|NaN|undefined/)
        assert.isBelow(svg.length, 4500)
      }
    }
  })

  test('a hostile seed or category never reaches the drawing', ({ assert }) => {
    const svg = coverSvg({ seed: '"><script>', category: '"><script>' })
    assert.notInclude(svg, 'script')
  })

  test('tumpal stand only under Gim and Kesehatan', ({ assert }) => {
    const hasTumpal = (category: string) =>
      Array.from({ length: 40 }, (_, n) => coverSvg({ seed: `t${n}`, category })).filter((svg) =>
        svg.includes('l20-34l20 34z')
      ).length
    assert.isAbove(hasTumpal('gim'), 5)
    assert.isBelow(hasTumpal('gim'), 40)
    assert.isAbove(hasTumpal('kesehatan'), 5)
    assert.equal(hasTumpal('usaha'), 0)
  })
})
