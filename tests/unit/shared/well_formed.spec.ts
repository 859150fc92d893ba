import { test } from '@japa/runner'
import { wellFormed } from '#shared/well_formed'

test.group('Well-formed text', () => {
  test('half of a surrogate pair becomes the sign for what cannot be shown', ({ assert }) => {
    assert.equal(wellFormed('a\ud800b'), 'a\ufffdb')
    assert.equal(wellFormed('\udc00'), '\ufffd')
  })

  test('whole pairs, other scripts and what is no text stay', ({ assert }) => {
    assert.equal(wellFormed('Halo 🎵 ꦲ'), 'Halo 🎵 ꦲ')
    const at = new Date(0)
    assert.deepEqual(wellFormed([1, null, true, at]), [1, null, true, at])
  })

  test('names and values, however deep', ({ assert }) => {
    const sent = JSON.parse('{"a":[{"\\ud800":"\\udfff"}],"__proto__":{"b":"\\ud800"}}')
    const kept = wellFormed(sent)
    assert.equal(JSON.stringify(kept), '{"a":[{"�":"�"}],"__proto__":{"b":"�"}}')
    assert.isUndefined(({} as { b?: unknown }).b)
  })
})
