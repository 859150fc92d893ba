import { test } from '@japa/runner'
import fc from 'fast-check'
import { diffLines } from '#core/line_diff'

test.group('Line differences', () => {
  test('say what went and what came, in order', ({ assert }) => {
    const said = diffLines('satu\ndua\ntiga', 'satu\r\ndua belas\ntiga\nempat')
    assert.deepEqual(
      said.map(({ kind, text }) => `${kind} ${text}`),
      ['same satu', 'gone dua', 'new dua belas', 'same tiga', 'new empat']
    )
  })

  test('hold both texts whole, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '')).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after)
        const without = (kind: string) =>
          lines
            .filter((line) => line.kind !== kind)
            .map((line) => line.text)
            .join('\n')
        return without('new') === before && without('gone') === after
      })
    )
  })
})
