import { test } from '@japa/runner'
import { request } from 'node:http'
import db from '@adonisjs/lucid/services/db'
import surfaces from '#config/surfaces'
import { forgetCategories } from '#storefront/queries/categories'
import { createCustomer, createPartner, createStaff, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { bind, promote } from '#tests/support/listings'
import { siteMapOf } from '#tests/support/site_map'
import { Visitor } from '#tests/support/visitor'
import { randomBytes } from 'node:crypto'

const word = () => `kata${randomBytes(4).toString('hex')}`
const pathOf = ({ content }: { content: { publicId: string } }) => `/products/${content.publicId}`

test.group('Home and newest', () => {
  test('[R4.1] the chrome: slogan, search, menus, welcome line, footer, in both languages', async ({
    assert,
  }) => {
    const visitor = new Visitor('store')
    const { $, status } = await visitor.get('/')
    assert.equal(status, 200)
    assert.include($('.brand').text(), 'online store is easy')
    assert.equal($('form.search button').text(), 'go!')
    for (const href of [
      '/assistant',
      '/knowledge',
      '/guide',
      '/faq',
      '/contact',
      '/terms',
      '/disclaimer',
      '/register',
    ]) {
      assert.isAbove($(`a[href="${href}"]`).length, 0, href)
    }
    assert.match($('.welcome').text(), /Selamat datang di .+ Silahkan login atau registrasi\./s)
    assert.deepEqual(
      $('.link-list a[rel="noopener"]')
        .map((_, link) => $(link).text().trim())
        .get(),
      ['Cara Membayar Speedy via ATM', 'SpeedyFlash', 'Speedy MultiSpeed Bundling']
    )
    assert.match($('footer').text(), /Copyright © \d{4}/)
    const english = await visitor.get('/en/')
    assert.equal(english.$('html').attr('lang'), 'en')
    assert.match(english.$('.welcome').text(), /Welcome to .+ Please sign in or register\./s)
  })

  test('[R4.3] the newest stand first, with name, category, kind and price, and lead to their page', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const older = await createContent(partner, {
      name: `Lama ${word()}`,
      paymentKind: 'once',
      price: 110,
    })
    const newer = await createContent(partner, {
      name: `Baru ${word()}`,
      category: 'gim',
      paymentKind: 'subscription',
      price: 22_000,
    })
    const { $ } = await new Visitor('store').get('/products')
    const names = $('.card-name')
      .map((_, name) => $(name).text())
      .get()
    assert.isBelow(names.indexOf(newer.version.name!), names.indexOf(older.version.name!))
    const card = $('.card').filter((_, element) => $(element).text().includes(newer.version.name!))
    assert.match(card.text(), /Kategori: Gim.*BERLANGGANAN.*Rp\. 22\.000,-\/bulan/s)
    assert.equal(card.find('a').attr('href'), pathOf(newer))
    const english = await new Visitor('store').get('/en/products')
    assert.match(english.text, /SUBSCRIPTION|BERLANGGANAN/)
    assert.include(english.text, `/en${pathOf(newer)}`)
  })

  test('[R4.3] leafing through by keyset meets every product once, and leads back', async ({
    assert,
  }) => {
    const partner = await createPartner()
    for (let index = 0; index < 30; index++) await createContent(partner, { name: `Rak ${index}` })
    const visitor = new Visitor('store')
    let page = await visitor.get('/products')
    const first = page
      .$('.card-name a')
      .map((_, link) => page.$(link).attr('href'))
      .get()
    assert.lengthOf(first, 24)
    page = await visitor.click('a[rel="next"]')
    const second = page
      .$('.card-name a')
      .map((_, link) => page.$(link).attr('href'))
      .get()
    assert.isAbove(second.length, 5)
    assert.lengthOf([...new Set([...first, ...second])], first.length + second.length)
    page = await visitor.click('a[rel="prev"]')
    assert.deepEqual(
      page
        .$('.card-name a')
        .map((_, link) => page.$(link).attr('href'))
        .get(),
      first
    )
    assert.lengthOf(page.$('a[rel="prev"]').toArray(), 0)
  })

  test('strange keys begin at the newest', async ({ assert }) => {
    for (const query of [
      'after=x',
      'after=-1',
      'after=9999999999999999',
      'before[]=1',
      'after=1%27',
    ]) {
      assert.equal((await new Visitor('store').get(`/products?${query}`)).status, 200, query)
    }
  })

  test('[R4.1] the promoted content fills the window', async ({ assert }) => {
    const made = await createContent(await createPartner(), { price: 11_000, paymentKind: 'once' })
    const title = `Pilihan ${word()}`
    await promote(made, { title, body: 'Isi pilihan.' })
    const { $ } = await new Visitor('store').get('/')
    assert.equal($('.window h1').text(), title)
    assert.equal($('.window .button-accent').attr('href'), pathOf(made))
    assert.equal($('.window-price').text(), 'Rp. 11.000,-')
    const trial = await new Visitor('devstore').get('/')
    assert.equal(trial.$('.window-price').text(), 'Rp. 11.000,- uang uji')
  })

  test('how many products a category has is kept by the database, through listing, moving and unlisting', async ({
    assert,
  }) => {
    const count = async (visibility = 'public') => {
      const [row] = await db
        .from('listing_figures')
        .join('categories', 'categories.id', 'listing_figures.category_id')
        .where({ 'environment': 'production', visibility, 'categories.key': 'kesehatan' })
        .select('listed')
      return Number(row?.listed ?? 0)
    }
    const before = await count()
    const made = await createContent(await createPartner(), { category: 'kesehatan' })
    assert.equal(await count(), before + 1)
    const listing = () =>
      db.from('listings').where({ environment: 'production', content_id: made.content.id })
    const [other] = await db.from('categories').where('key', 'berita').select('id')
    await listing().update({ category_id: other.id })
    assert.equal(await count(), before)
    await listing().update({ category_id: made.version.categoryId, name: 'Lain' })
    assert.equal(await count(), before + 1)
    await listing().delete()
    assert.equal(await count(), before)
    forgetCategories()
    const { $ } = await new Visitor('store').get('/')
    assert.match(
      $('.category-tiles a[href="/categories/kesehatan"]').text(),
      new RegExp(`\\b${before} produk`)
    )
  })
})

test.group('Anonymous pages', () => {
  const ask = (path: string, headers: Record<string, string> = {}) =>
    new Promise<{
      status: number
      headers: Record<string, string | string[] | undefined>
      length: number
    }>((resolve, reject) => {
      request(
        {
          host: surfaces.bindHost,
          port: surfaces.bindPort,
          path,
          headers: { host: 'stores.localhost', ...headers },
        },
        (answer) => {
          let length = 0
          answer.on('data', (chunk) => (length += chunk.length))
          answer.on('end', () =>
            resolve({ status: answer.statusCode!, headers: answer.headers, length })
          )
        }
      )
        .on('error', reject)
        .end()
    })

  for (const path of [
    '/',
    '/products',
    '/search?q=kas',
    '/categories/gim',
    '/faq',
    '/guide',
    '/knowledge',
    '/assistant',
    '/en/products',
  ]) {
    test(`${path} may be cached: no cookie, an ETag, and 304 for who has it`, async ({
      assert,
    }) => {
      const first = await ask(path)
      assert.equal(first.status, 200)
      assert.isUndefined(first.headers['set-cookie'])
      assert.equal(first.headers['cache-control'], 'public, max-age=0, must-revalidate')
      assert.match(String(first.headers.vary), /Cookie/i)
      assert.match(String(first.headers['content-type']), /^text\/html/)
      const again = await ask(path, { 'if-none-match': String(first.headers.etag) })
      assert.equal(again.status, 304)
      assert.equal(again.length, 0)
      assert.equal((await ask(path, { 'if-none-match': '"other"' })).status, 200)
    })
  }

  test('the page of somebody signed in is nobody else’s', async ({ assert }) => {
    const visitor = await signIn(await createCustomer())
    const page = await visitor.get('/products')
    assert.equal(page.headers['cache-control'], 'private, no-store')
    assert.isUndefined(page.headers.etag)
  })
})

test.group('Contents in approval', () => {
  test('[R4.3] production shows published contents only, the trial store those in approval to whom they concern', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const made = await createContent(partner, { status: 'in_review', name: `Ujian ${word()}` })
    const path = pathOf(made)

    assert.equal((await new Visitor('store').get(path)).status, 404)
    assert.equal((await new Visitor('devstore').get(path)).status, 404)
    assert.notInclude((await new Visitor('devstore').get('/products')).text, made.version.name!)

    const stranger = await signIn(await createCustomer('development'))
    assert.equal((await stranger.get(path)).status, 404)
    assert.notInclude(
      (await stranger.get(`/search?q=${made.version.name!.split(' ')[1]}`)).$('.shelf').text(),
      made.version.name!
    )

    const other = await createCustomer('development')
    await bind(other, await createPartner())
    assert.equal((await (await signIn(other)).get(path)).status, 404)

    const bound = await createCustomer('development', { name: 'Bagas Wirawan' })
    await bind(bound, partner)
    const visitor = await signIn(bound)
    const page = await visitor.get(path)
    assert.equal(page.status, 200)
    assert.equal(page.$('.ribbon').first().text(), 'Uji coba')
    assert.equal(page.$('meta[name=robots]').attr('content'), 'noindex')
    assert.include((await visitor.get('/products')).text, made.version.name!)
    assert.include(
      (await visitor.get('/')).$('.welcome').text(),
      'Selamat datang, Bagas. Anda melihat juga konten yang masih diperiksa.'
    )
    assert.notInclude((await siteMapOf(visitor)).join(' '), made.content.publicId)
    assert.equal((await visitor.get(`${path}/social.jpg`)).status, 404)
  })

  test('[R4.3] a binding in the trial store opens nothing in production', async ({ assert }) => {
    const partner = await createPartner()
    const made = await createContent(partner, { status: 'in_review' })
    const customer = await createCustomer('production')
    await bind(customer, partner)
    assert.equal((await (await signIn(customer)).get(pathOf(made))).status, 404)
  })

  test('[R4.3] staff enter by a short-lived link of their desk, once', async ({ assert }) => {
    const made = await createContent(await createPartner(), {
      status: 'in_review',
      name: `Ujian ${word()}`,
    })
    const desk = await signIn(await createStaff('qa'))
    await desk.get('/development-store')
    await desk.submit('main form')
    const link = new URL(desk.page.$('main a.button-main').attr('href')!)
    const path = link.pathname

    assert.equal((await new Visitor('store').get(path)).status, 404)
    const visitor = new Visitor('devstore')
    await visitor.get(path)
    assert.equal((await visitor.get(pathOf(made))).status, 404)
    await visitor.get(path)
    await visitor.submit('main form')
    const page = await visitor.get(pathOf(made))
    assert.equal(page.status, 200)
    assert.include((await visitor.get('/')).$('.welcome').text(), 'staf')

    const second = new Visitor('devstore')
    await second.get(path)
    await second.submit('main form')
    assert.equal(second.page.status, 410)
    assert.equal((await second.get(pathOf(made))).status, 404)
  })

  test('[R4.3] whoever of the staff is shut out is out of the store at once', async ({
    assert,
  }) => {
    const made = await createContent(await createPartner(), { status: 'in_review' })
    const staff = await createStaff('finance')
    const desk = await signIn(staff)
    await desk.get('/development-store')
    await desk.submit('main form')
    const [issued] = await db
      .from('audit_events')
      .where({ type: 'staff.store_entry_issued', actor_id: staff.publicId })
    assert.isDefined(issued)
    const visitor = new Visitor('devstore')
    await visitor.get(new URL(desk.page.$('main a.button-main').attr('href')!).pathname)
    await visitor.submit('main form')
    assert.equal((await visitor.get(pathOf(made))).status, 200)
    await staff.merge({ disabled: true }).save()
    assert.equal((await visitor.get(pathOf(made))).status, 404)
    assert.notInclude((await visitor.get('/')).$('.welcome').text(), 'staf')
  })

  test('[R4.3] a made-up entry link opens nothing', async ({ assert }) => {
    const visitor = new Visitor('devstore')
    for (const token of ['', 'x', '../../etc', 'a'.repeat(500)]) {
      assert.equal((await visitor.post('/staff-entry', { token })).status, 410)
    }
  })
})

test.group('Search and categories', () => {
  test('[R4.1] finds words of name and company in any order, on this database', async ({
    assert,
  }) => {
    const rare = word()
    const partner = await createPartner({ companyName: `PT Anggrek ${rare}` })
    const made = await createContent(partner, { name: `Petik Gitar ${word()}`, category: 'musik' })
    const visitor = new Visitor('store')
    for (const q of [rare, `${rare.toUpperCase()} gitar`, `gitar ${rare}`, `musik ${rare}`]) {
      const { $ } = await visitor.get(`/search?q=${encodeURIComponent(q)}`)
      assert.deepEqual(
        $('.card-name a')
          .map((_, link) => $(link).attr('href'))
          .get(),
        [pathOf(made)],
        q
      )
    }
  })

  test('[R4.1] filters narrow and sorting orders, over keyset pages', async ({ assert }) => {
    const rare = word()
    const partner = await createPartner({ companyName: `PT ${rare}` })
    for (const [price, paymentKind] of [
      [5_500, 'once'],
      [110, 'subscription'],
      [22_000, 'once'],
      [11_000, 'subscription'],
    ] as const) {
      const { content } = await createContent(partner, {
        price,
        paymentKind,
        category: price > 6_000 ? 'gim' : 'anak',
      })
      await db
        .from('listings')
        .where('content_id', content.id)
        .update({ rating_tenths: price > 6_000 ? 45 : null })
    }
    const visitor = new Visitor('store')
    const prices = async (query: string) => {
      const { $ } = await visitor.get(`/search?q=${rare}&${query}`)
      return $('.shelf')
        .first()
        .find('.price')
        .map((_, price) => $(price).text().replace(/\D/g, ''))
        .get()
    }
    assert.deepEqual(await prices('sort=cheapest'), ['110', '5500', '11000', '22000'])
    assert.deepEqual(await prices('sort=dearest'), ['22000', '11000', '5500', '110'])
    assert.deepEqual(await prices('sort=cheapest&kind=once'), ['5500', '22000'])
    assert.deepEqual(await prices('sort=cheapest&price=low'), ['110', '5500'])
    assert.deepEqual(await prices('sort=cheapest&rating=4'), ['11000', '22000'])
    assert.deepEqual(await prices('sort=cheapest&category=anak'), ['110', '5500'])
    assert.deepEqual((await prices('sort=rated')).slice(0, 2).sort(), ['11000', '22000'])
  })

  test('[R4.1] pages of a category go on by keyset and keep the filter', async ({ assert }) => {
    const partner = await createPartner()
    for (let index = 0; index < 27; index++)
      await createContent(partner, { category: 'perjalanan', paymentKind: 'once', price: 2_200 })
    const visitor = new Visitor('store')
    const first = await visitor.get('/categories/perjalanan?kind=once&sort=cheapest')
    const seen = first
      .$('.card-name a')
      .map((_, link) => first.$(link).attr('href'))
      .get()
    assert.lengthOf(seen, 24)
    const next = await visitor.click('a[rel="next"]')
    assert.include(next.url, 'kind=once')
    const more = next
      .$('.card-name a')
      .map((_, link) => next.$(link).attr('href'))
      .get()
    assert.isAbove(more.length, 2)
    assert.lengthOf(new Set([...seen, ...more]), seen.length + more.length)
    assert.equal((await visitor.get('/categories/tidak-ada')).status, 404)
  })

  test('nothing found helps on: words that would find something, the assistant, what is new', async ({
    assert,
  }) => {
    const rare = word()
    await createContent(await createPartner(), { name: `Karaoke ${rare}` })
    const { $, status } = await new Visitor('store').get(`/search?q=${rare}+zzzqqq`)
    assert.equal(status, 200)
    assert.include($('.empty').text(), 'Tidak ada hasil')
    assert.equal($(`.empty a[href="/search?q=${rare}"]`).text(), `1 produk untuk ${rare}`)
    assert.equal($('.empty .button').attr('href'), '/assistant')
    assert.isAbove($('.shelf .card').length, 0)
  })

  test('hostile input is only ever text', async ({ assert }) => {
    const visitor = new Visitor('store')
    const inputs = [
      `'; DROP TABLE listings; --`,
      '<script>alert(1)</script>',
      '%',
      '_',
      '\\',
      '!',
      '\u0000',
      '"onmouseover="x',
      '😀'.repeat(60),
      'x'.repeat(3_000),
      '${7*7}{{7*7}}',
    ]
    for (const q of inputs) {
      const page = await visitor.get(`/search?q=${encodeURIComponent(q)}`)
      assert.equal(page.status, 200, q)
      assert.notInclude(page.text, '<script>alert')
      assert.notInclude(page.text, '"onmouseover="x"')
    }
    for (const query of [
      'q[]=a&q[]=b',
      'q[a]=1',
      'sort[]=x',
      'after=1.2.3',
      'after=1.',
      'price=__proto__',
      'category=constructor',
      'rating=%00',
    ]) {
      assert.equal((await visitor.get(`/search?${query}`)).status, 200, query)
    }
    // No word in it: the same as asking for nothing.
    assert.isAbove((await visitor.get('/search?q=%25')).$('.card').length, 0)
  })

  test('[R4.1] the assistant leads to fitting contents', async ({ assert }) => {
    const made = await createContent(await createPartner(), {
      category: 'usaha',
      paymentKind: 'once',
      price: 1_100,
      name: `Kasir ${word()}`,
    })
    await db
      .from('listings')
      .where('content_id', made.content.id)
      .update({ rating_tenths: 50, rating_count: 100_000 })
    const visitor = new Visitor('store')
    const { $ } = await visitor.get('/')
    assert.isAbove($('.welcome .chip').length, 3)
    await visitor.get('/assistant')
    await visitor.submit('main form', { need: 'shop', kind: 'once', budget: '5500' })
    assert.include(visitor.page.$('.shelf').text(), made.version.name!)
    await visitor.submit('main form', { need: 'shop', kind: 'subscription', budget: '5500' })
    const told = visitor.page.$('[aria-live]').text()
    assert.isTrue(!told.includes(made.version.name!) || told.includes('untuk keperluan yang sama'))
    assert.equal((await visitor.get('/assistant?need=__proto__&budget=1e9')).status, 200)
  })

  test('[R4.1] the assistant never ends in nothing: it says what it left out of the answers', async ({
    assert,
  }) => {
    const made = await createContent(await createPartner(), {
      category: 'perjalanan',
      paymentKind: 'once',
      price: 99_000,
    })
    await db
      .from('listings')
      .where('content_id', made.content.id)
      .update({ rating_tenths: 50, rating_count: 9_999 })
    await db
      .from('listings')
      .where('category_id', made.version.categoryId!)
      .whereNot('content_id', made.content.id)
      .where('price', '<=', 5_500)
      .update({ price: 6_000 })
    forgetCategories()
    const { $ } = await new Visitor('store').get('/assistant?need=travel&budget=5500')
    assert.include($('[aria-live]').text(), 'untuk keperluan yang sama')
    assert.include($('[aria-live] .shelf').html()!, made.content.publicId)
  })
})
