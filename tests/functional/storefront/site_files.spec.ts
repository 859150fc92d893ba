import { test } from '@japa/runner'
import sharp from 'sharp'
import { createPartner } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { siteMapOf } from '#tests/support/site_map'
import { Visitor, type Page } from '#tests/support/visitor'

const dataOf = (page: Page) =>
  JSON.parse(page.$('script[type="application/ld+json"]').text())['@graph'] as Record<string, any>[]

test.group('What programs ask for', () => {
  test('robots.txt closes the trial store and names the site map of the other', async ({
    assert,
  }) => {
    assert.include((await new Visitor('devstore').get('/robots.txt')).text, 'Disallow: /\n')
    const { text } = await new Visitor('store').get('/robots.txt')
    assert.match(text, /Sitemap: http.*\/sitemap\.xml/)
    assert.match(text, /Disallow: \/orders\nDisallow: \/en\/orders/)
  })

  test('the site map lists what is published, each language for itself and beside the other', async ({
    assert,
  }) => {
    const made = await createContent(await createPartner())
    const visitor = new Visitor('store')
    const path = `/products/${made.content.publicId}`
    const addresses = await siteMapOf(visitor)
    for (const own of [path, `/en${path}`, '/', '/en/', '/terms', '/en/categories/gim'])
      assert.include(addresses, visitor.origin + own)
    assert.equal(new Set(addresses).size, addresses.length)
    assert.match(visitor.page.text, /<lastmod>\d{4}-\d\d-\d\dT.*hreflang="id".*hreflang="en"/)
    for (const unknown of [
      'products-0.xml',
      'products-x.xml',
      'products-9999999.xml',
      'x',
      '..%2f',
    ])
      assert.equal((await visitor.get(`/sitemaps/${unknown}`)).status, 404, unknown)
    assert.notInclude((await visitor.get('/sitemaps/products-999.xml')).text, '<loc>')
  })

  test('every icon of the manifest is there, in the size that it says', async ({ assert }) => {
    const visitor = new Visitor('store')
    const page = await visitor.get('/en/manifest.webmanifest')
    assert.match(String(page.headers['content-type']), /application\/manifest\+json/)
    const manifest = JSON.parse(page.text)
    assert.equal(manifest.lang, 'en')
    assert.equal((await visitor.get(manifest.start_url)).status, 200)
    for (const { src, sizes, type } of manifest.icons) {
      const icon = await visitor.get(src)
      assert.equal(icon.status, 200, src)
      assert.include(String(icon.headers['content-type']), type)
      if (sizes === 'any') continue
      const { width, height, format } = await sharp(icon.body).metadata()
      assert.deepEqual([`${width}x${height}`, format], [sizes, 'png'])
    }
    const { body } = await visitor.get('/favicon.ico')
    assert.deepEqual([body.readUInt16LE(2), body.readUInt16LE(4), body[6]], [1, 1, 32])
    assert.equal((await sharp(body.subarray(body.readUInt32LE(18))).metadata()).width, 32)
    assert.equal((await visitor.get('/icons/__proto__')).status, 404)
  })

  test('a product says what it is to search engines and networks, in its own language', async ({
    assert,
  }) => {
    const hostile = '</script><script>alert(1)</script> Kas'
    const made = await createContent(await createPartner(), {
      name: hostile,
      price: 22_000,
      paymentKind: 'subscription',
    })
    const visitor = new Visitor('store')
    const path = `/products/${made.content.publicId}`
    const page = await visitor.get(`/en${path}?utm_source=surat`)
    const { $ } = page
    assert.notInclude(page.text, '<script>alert')
    assert.equal($('link[rel=canonical]').attr('href'), `${visitor.origin}/en${path}`)
    assert.deepEqual(
      $('link[rel=alternate][hreflang]')
        .toArray()
        .map((link) => [$(link).attr('hreflang'), $(link).attr('href')]),
      [
        ['id', visitor.origin + path],
        ['en', `${visitor.origin}/en${path}`],
        ['x-default', visitor.origin + path],
      ]
    )
    assert.equal($('meta[property="og:title"]').attr('content'), hostile)
    assert.equal($('meta[property="og:locale"]').attr('content'), 'en_GB')
    const [product, crumbs] = dataOf(page)
    assert.containsSubset(product!, {
      '@type': 'Product',
      'name': hostile,
      'offers': { price: 22_000, priceCurrency: 'IDR', priceSpecification: { unitCode: 'MON' } },
    })
    assert.notProperty(product, 'aggregateRating')
    assert.lengthOf(crumbs!.itemListElement, 3)

    const picture = await visitor.get(
      new URL($('meta[property="og:image"]').attr('content')!).pathname
    )
    assert.equal(picture.headers['content-type'], 'image/jpeg')
    const { width, height, format } = await sharp(picture.body).metadata()
    assert.deepEqual([width, height, format], [1200, 630, 'jpeg'])
  })

  test('a page of a long list is its own; the trial store and what is private are nobody’s', async ({
    assert,
  }) => {
    const store = new Visitor('store')
    const canonical = (page: Page) => page.$('link[rel=canonical]').attr('href')
    assert.equal(
      canonical(await store.get('/products?after=9')),
      `${store.origin}/products?after=9`
    )
    assert.equal(canonical(await store.get('/products?after=x&b=1')), `${store.origin}/products`)
    assert.equal(dataOf(await store.get('/'))[0]!['@type'], 'WebSite')
    assert.isUndefined(canonical(await store.get('/search?q=kas')))
    const trial = await new Visitor('devstore').get('/')
    assert.equal(trial.$('meta[name=robots]').attr('content'), 'noindex')
    assert.isUndefined(canonical(trial))
  })
})
