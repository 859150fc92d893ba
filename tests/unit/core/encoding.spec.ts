import { test } from '@japa/runner'
import { encodingFor } from '#core/http/encoding'

test.group('Encodings of an answer', () => {
  for (const [accepted, encoding] of [
    [undefined, null],
    ['', null],
    ['identity', null],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['br;q=0.000', null],
    ['br; q=0.1', 'br'],
    ['xbr, gzipped', null],
    ['*', null],
  ] as const) {
    test(`${accepted ?? 'none said'}: ${encoding ?? 'as it is'}`, ({ assert }) => {
      assert.equal(encodingFor(accepted), encoding)
    })
  }
})
