import { randomBytes } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { removeListing, writeListing } from '#catalogue/actions/write_listing'
import { loadVersion } from '#catalogue/queries/load_version'
import { transaction } from '#shared/database/main'
import { createCustomer, createPartner, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { createBuyer } from '#tests/support/listings'
import { Visitor } from '#tests/support/visitor'

test.group('Product page', () => {
  test('[R4.4] shows what the guide names, in both languages', async ({ assert }) => {
    const partner = await createPartner({ companyName: 'PT Lumbung Kasir Utama' })
    const made = await createContent(partner, {
      name: 'Kas Warung',
      category: 'usaha',
      price: 22_000,
      paymentKind: 'subscription',
      version: {
        description: 'Catat penjualan.\n\n- Tanpa <b>pemasangan</b>',
        specification: 'Bahasa: Indonesia, Jawa',
        demoUrl: 'https://contoh.example/demo',
      },
    })
    const path = `/products/${made.content.publicId}`
    const { $ } = await new Visitor('store').get(path)
    assert.equal($('h1').text(), 'Kas Warung')
    assert.match(
      $('.product-head').text(),
      /Kategori: Usaha.*Mitra: PT Lumbung Kasir Utama.*belum dinilai/s
    )
    assert.isAbove($('.gallery img').length, 0)
    assert.equal($('.product-lead a').attr('href'), 'https://contoh.example/demo')
    assert.equal($('.rule-text li').html(), 'Tanpa &lt;b&gt;pemasangan&lt;/b&gt;')
    assert.match(
      $('.facts').text(),
      /Bahasa.*Indonesia, Jawa.*Bantuan 24 jam.*274-555-0132.*bantuan@/s
    )
    assert.match($('.purchase').text(), /BERLANGGANAN.*Rp\. 22\.000,-.*bulan/s)
    assert.match(
      $('.purchase-sums').text(),
      /Dibayar hari ini.*Rp 22\.000.*Setiap bulan, tanggal \d+.*Rp 22\.000/s
    )
    const english = await new Visitor('store').get(`/en${path}`)
    assert.match(english.$('.purchase').text(), /Paid today.*Sign in/s)
  })

  test('[R4.4] a guest is led to sign in and comes back; nothing can be bought without an account', async ({
    assert,
  }) => {
    const made = await createContent(await createPartner())
    const path = `/products/${made.content.publicId}`
    const { $ } = await new Visitor('store').get(path)
    assert.equal(
      $('.purchase a.button-main').attr('href'),
      `/login?next=${encodeURIComponent(path)}`
    )
    assert.lengthOf($('.purchase form, form.purchase').toArray(), 0)
    assert.include($('.purchase').text(), 'Cancel')
  })

  test('[R4.4] a customer sees account, methods, sums, Beli and Cancel; the form carries its one-time key', async ({
    assert,
  }) => {
    const made = await createContent(await createPartner(), { price: 110, paymentKind: 'once' })
    const customer = await createCustomer('production', { name: 'Ratna Dewi' })
    const visitor = await signIn(customer)
    const { $ } = await visitor.get(`/products/${made.content.publicId}`)
    const form = $('form.purchase')
    assert.equal(form.attr('action'), '/orders')
    assert.match(
      form.find('.purchase-who').text(),
      new RegExp(`Ratna Dewi.*${customer.email}`, 's')
    )
    assert.isAbove(form.find('input[name=method]').length, 3)
    assert.isNotEmpty(form.find('input[name=form_key]').attr('value'))
    assert.equal(form.find('input[name=content]').attr('value'), made.content.publicId)
    assert.isNotEmpty(form.find('input[name=_csrf]').attr('value'))
    assert.equal(form.find('button').last().text(), 'Beli')
    assert.include(form.text(), 'Cancel')
  })

  test('[R4.4] the trial store says so: uang uji at every sum, Beli (uji coba)', async ({
    assert,
  }) => {
    const made = await createContent(await createPartner())
    const visitor = await signIn(await createCustomer('development'))
    const { $ } = await visitor.get(`/products/${made.content.publicId}`)
    assert.lengthOf($('.sandbox-bar').toArray(), 1)
    for (const sum of $('.purchase-sums dd').toArray()) assert.include($(sum).text(), '(uang uji)')
    assert.equal($('form.purchase button').last().text(), 'Beli (uji coba)')
  })

  test('unknown and misshapen ids are 404', async ({ assert }) => {
    for (const id of ['x', '1', '01KAR8V3Z4N5P6Q7R8S9T0V1W2', "'or'1", '..%2f..', '__proto__']) {
      assert.equal((await new Visitor('store').get(`/products/${id}`)).status, 404, id)
    }
  })
})

test.group('Ratings', () => {
  test('[R4.4] a buyer rates, the figures follow, a second rating changes the first', async ({
    assert,
  }) => {
    const made = await createContent(await createPartner())
    const path = `/products/${made.content.publicId}`
    const buyer = await createBuyer(made, 'production', 'Hendra Kurnia')
    const visitor = await signIn(buyer)
    await visitor.get(`${path}/rating`)
    await visitor.submit('main form', {
      stars: 4,
      comment: 'Bagus, tetapi <b>ekspor</b> belum ada.',
    })
    const { $ } = visitor.page
    assert.equal($('.reviews-score').text(), '4,0')
    assert.include($('.review-item').text(), 'Hendra K.')
    assert.include($('.review-item').html()!, '&lt;b&gt;ekspor&lt;/b&gt;')
    assert.match($('.review-item').text(), /pembeli sejak/)

    await visitor.get(`${path}/rating`)
    assert.equal(visitor.page.$('input[name=stars][checked]').attr('value'), '4')
    await visitor.submit('main form', { stars: 5, comment: '' })
    const second = await signIn(await createBuyer(made))
    await second.get(`${path}/rating`)
    await second.submit('main form', { stars: 2, comment: undefined })
    assert.equal(second.page.$('.reviews-score').text(), '3,5')

    const rows = await db
      .from('listings')
      .where('content_id', made.content.id)
      .orderBy('environment')
    assert.deepEqual(
      rows.map((row) => [row.environment, row.rating_tenths, row.rating_count]),
      [
        ['development', null, 0],
        ['production', 35, 2],
      ]
    )
    await made.content.refresh()
    assert.deepEqual([made.content.ratingCount, made.content.ratingSum], [2, 7])
  })

  test('[R4.4] each store shows its own customers’ ratings, on cards as on the page', async ({
    assert,
  }) => {
    const rare = `nilai${randomBytes(4).toString('hex')}`
    const made = await createContent(await createPartner(), { name: `Kas ${rare}` })
    const path = `/products/${made.content.publicId}`
    for (const [environment, stars] of [
      ['production', 5],
      ['development', 2],
    ] as const) {
      const visitor = await signIn(await createBuyer(made, environment))
      await visitor.get(`${path}/rating`)
      await visitor.submit('main form', { stars, comment: `dari ${environment}` })
    }
    const seen = async (door: 'store' | 'devstore') => {
      const visitor = new Visitor(door)
      const card = (await visitor.get(`/search?q=${rare}`)).$('.card .rating').text()
      const page = await visitor.get(path)
      return [
        card.replace(/[^\d,]/g, ''),
        page.$('.reviews-score').text(),
        page.$('.review-item').length,
        page
          .$('.review-item')
          .text()
          .includes(`dari ${door === 'store' ? 'production' : 'development'}`),
      ]
    }
    const figures = { store: ['5,0', '5,0', 1, true], devstore: ['2,0', '2,0', 1, true] }
    assert.deepEqual(await seen('store'), figures.store)
    assert.deepEqual(await seen('devstore'), figures.devstore)

    // A newer version takes the listing's place, and its figures stay each store's own.
    const sheet = await loadVersion(made.version.id)
    await transaction(async (trx) => {
      await writeListing(trx, 'production', 'public', sheet)
      await removeListing(trx, 'development', made.content.id)
      await writeListing(trx, 'development', 'public', sheet)
    })
    assert.deepEqual(await seen('store'), figures.store)
    assert.deepEqual(await seen('devstore'), figures.devstore)
  })

  test('[R4.4] a rating of the trial store never moves the production figure', async ({
    assert,
  }) => {
    const made = await createContent(await createPartner())
    const visitor = await signIn(await createBuyer(made, 'development'))
    await visitor.get(`/products/${made.content.publicId}/rating`)
    await visitor.submit('main form', { stars: 1, comment: 'uji' })
    assert.equal(visitor.page.$('.reviews-score').text(), '1,0')
    const [production] = await db
      .from('listings')
      .where({ content_id: made.content.id, environment: 'production' })
    assert.isNull(production.rating_tenths)
    assert.lengthOf(
      (await new Visitor('store').get(`/products/${made.content.publicId}`))
        .$('.review-item')
        .toArray(),
      0
    )
  })

  test('[R4.4] who has not bought it cannot rate it', async ({ assert }) => {
    const made = await createContent(await createPartner())
    const path = `/products/${made.content.publicId}/rating`
    const visitor = await signIn(await createCustomer())
    await visitor.get(path)
    assert.lengthOf(visitor.page.$('main form').toArray(), 0)
    assert.include(visitor.page.text, 'Penilaian hanya dari pembeli')
    await visitor.get('/account')
    const token = visitor.page.$('input[name=_csrf]').attr('value')
    assert.equal((await visitor.post(path, { _csrf: token, stars: 5 })).status, 403)
    assert.lengthOf(await db.from('ratings').where('content_id', made.content.id), 0)
  })

  test('[R4.4] guests are asked to sign in, an order of the other store does not count', async ({
    assert,
  }) => {
    const made = await createContent(await createPartner())
    const path = `/products/${made.content.publicId}/rating`
    const guest = new Visitor('store')
    await guest.get(path)
    assert.match(guest.page.url, /^\/login\?next=/)
    assert.equal((await guest.post(path, { stars: 5 })).status, 401)
    await createBuyer(made, 'development', 'Ratna Dewi')
    const namesake = await signIn(await createCustomer('production', { name: 'Ratna Dewi' }))
    await namesake.get(path)
    assert.lengthOf(namesake.page.$('input[name=stars]').toArray(), 0)
  })

  test('wrong, missing and huge values give the field’s message, keep what was typed and change nothing', async ({
    assert,
  }) => {
    const made = await createContent(await createPartner())
    const path = `/products/${made.content.publicId}/rating`
    const visitor = await signIn(await createBuyer(made))
    for (const [stars, comment] of [
      ['', 'tetap ada'],
      ['0', 'tetap ada'],
      ['6', 'tetap ada'],
      ['4.5', 'tetap ada'],
      ['abc', 'tetap ada'],
      ['5', 'x'.repeat(1_001)],
    ]) {
      await visitor.get(path)
      await visitor.submit('main form', { stars, comment })
      assert.equal(visitor.page.status, 422, String(stars))
      assert.isAbove(visitor.page.$('.field-error').length, 0, String(stars))
      assert.equal(visitor.page.$('textarea[name=comment]').text(), comment)
    }
    assert.lengthOf(await db.from('ratings').where('content_id', made.content.id), 0)
  })
})
