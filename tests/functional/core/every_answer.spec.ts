import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { test } from '@japa/runner'
import { createCustomer, signIn } from '#tests/support/accounts'
import { Visitor } from '#tests/support/visitor'

const HEADERS = {
  'content-security-policy': /^default-src 'self'; (?!.*unsafe)/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^same-origin$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
}

test.group('Every answer', () => {
  for (const [what, path, headers] of [
    ['a page', '/', {}],
    ['a redirect', '/orders', {}],
    ['an asset', '/health', {}],
    ['an unknown page', '/tidak-ada', {}],
    ['an unknown host', '/', { host: 'evil.example' }],
    ['a misspelt address', '/%E0%A4%A', {}],
  ] as const) {
    test(`${what} carries the security headers`, async ({ assert }) => {
      const page = await new Visitor('store').get(path, { ...headers })
      for (const [name, pattern] of Object.entries(HEADERS))
        assert.match(String(page.headers[name]), pattern, name)
    })
  }

  test('304 carries them too', async ({ assert }) => {
    const visitor = new Visitor('store')
    const { headers } = await visitor.get('/faq')
    const again = await visitor.get('/faq', { 'if-none-match': String(headers.etag) })
    assert.equal(again.status, 304)
    assert.match(String(again.headers['content-security-policy']), /default-src 'self'/)
  })
})

test.group('Packed pages', () => {
  test('a guest gets the same page in fewer bytes, under one ETag, told apart by Vary', async ({
    assert,
  }) => {
    const visitor = new Visitor('store')
    const plain = await visitor.get('/faq')
    assert.isUndefined(plain.headers['content-encoding'])
    for (const [accepted, encoding, unpack] of [
      ['gzip, deflate, br', 'br', brotliDecompressSync],
      ['br;q=0, gzip', 'gzip', gunzipSync],
    ] as const) {
      const packed = await visitor.get('/faq', { 'accept-encoding': accepted })
      assert.equal(packed.headers['content-encoding'], encoding)
      assert.isTrue(unpack(packed.body).equals(plain.body))
      assert.isBelow(packed.body.length, plain.body.length / 2)
      assert.equal(Number(packed.headers['content-length']), packed.body.length)
      assert.equal(packed.headers.etag, plain.headers.etag)
    }
    const again = await visitor.get('/faq', {
      'accept-encoding': 'br',
      'if-none-match': String(plain.headers.etag),
    })
    assert.equal(again.status, 304)
    assert.lengthOf(again.body, 0)
    for (const page of [plain, again])
      assert.match(String(page.headers.vary), /Cookie.*Accept-Encoding/i)
  })

  test('whoever is signed in gets packed pages, too, and nobody keeps them', async ({ assert }) => {
    const visitor = await signIn(await createCustomer('production', { name: 'Ratna Dewi' }))
    const page = await visitor.get('/account', { 'accept-encoding': 'br' })
    assert.equal(page.headers['content-encoding'], 'br')
    assert.equal(page.headers['cache-control'], 'private, no-store')
    assert.include(brotliDecompressSync(page.body).toString(), 'Ratna Dewi')
  })
})

test.group('Forms of other sites', () => {
  for (const [what, headers, status] of [
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sibling host', { 'sec-fetch-site': 'same-site' }, 403],
    [
      'another origin, from an older browser',
      { 'sec-fetch-site': '', 'origin': 'https://evil.example' },
      403,
    ],
    ['no origin at all, with a cookie', { 'sec-fetch-site': '', 'cookie': 'etalase=x' }, 403],
    ['no origin at all, without a cookie', { 'sec-fetch-site': '' }, 410],
    ['our own page', { 'sec-fetch-site': 'same-origin' }, 410],
  ] as const) {
    test(`${what}: ${status}`, async ({ assert }) => {
      const page = await new Visitor('devstore').post(
        '/staff-entry',
        { token: 'x' },
        { ...headers }
      )
      assert.equal(page.status, status)
    })
  }
})
