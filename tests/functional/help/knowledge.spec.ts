import { Validator } from '@seriousme/openapi-schema-validator'
import { test } from '@japa/runner'
import { PAYMENT_STATUSES } from '#checkout/models/payment'
import { ORDER_STATUSES } from '#checkout/order_states'
import { DELIVERY_STATUSES } from '#forwarding/models/delivery'
import { TOLD_STATES } from '#help/integration/openapi'
import { PDFDocument } from '@cantoo/pdf-lib'
import db from '@adonisjs/lucid/services/db'
import { HELP_ARTICLES } from '#database/seeders/reference/pages/help'
import { seedPages } from '#database/seeders/reference/pages'
import { createCustomer, createPartner, createStaff, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { transaction } from '#shared/database/main'
import { standardFontText } from '#tests/support/pdf_text'
import { Visitor } from '#tests/support/visitor'

test.group('Knowledge Base', () => {
  for (const door of ['store', 'devstore', 'partner'] as const) {
    test(`[R6.6] every article can be read at the ${door}, in both languages, with its pictures and links`, async ({
      assert,
    }) => {
      const visitor = new Visitor(door)
      for (const { slug, title } of HELP_ARTICLES) {
        for (const [prefix, language] of [
          ['', 'id'],
          ['/en', 'en'],
        ] as const) {
          const page = await visitor.get(`${prefix}/knowledge/${slug}`)
          assert.equal(page.status, 200, slug)
          assert.equal(page.$('h1').text(), title[language])
          for (const image of page.$('.rule-text img').toArray()) {
            assert.isNotEmpty(page.$(image).attr('alt'))
            assert.equal((await visitor.get(page.$(image).attr('src')!)).status, 200)
          }
        }
      }
    })
  }

  test('[R6.6] links between articles lead to articles that exist', async ({ assert }) => {
    const visitor = new Visitor('store')
    const links = new Set<string>()
    for (const { slug } of HELP_ARTICLES) {
      const { $ } = await visitor.get(`/knowledge/${slug}`)
      $('.rule-text a[href^="/"]').each((_, link) => void links.add($(link).attr('href')!))
    }
    for (const href of links) assert.include([200], (await visitor.get(href)).status, href)
  })

  test('[R4.1] the search finds by title and text, and helps on where it finds nothing', async ({
    assert,
  }) => {
    const visitor = new Visitor('store')
    const hits = async (q: string) =>
      (await visitor.get(`/knowledge?q=${encodeURIComponent(q)}`))
        .$('main .link-list a')
        .map((_, link) => visitor.page.$(link).attr('href'))
        .get()
    assert.include(await hits('thunderbird sertifikat'), '/knowledge/set-up-mail')
    assert.include(await hits('VALIDATE signature'), '/knowledge/validate-pks')
    assert.deepEqual(await hits('zzzqqq'), [])
    assert.equal(visitor.page.$('.empty a').attr('href'), '/knowledge')
    for (const q of [`' or 1=1 --`, '<script>', '%', 'x'.repeat(2_000)]) {
      assert.equal((await visitor.get(`/knowledge?q=${encodeURIComponent(q)}`)).status, 200)
      assert.notInclude(visitor.page.text, '<script>"')
    }
    assert.equal((await visitor.get('/knowledge/tidak-ada')).status, 404)
    assert.equal((await visitor.get('/help-pictures/constructor.svg')).status, 404)
  })

  test('[R4.1] static pages stand in both languages; what staff edited survives the next start', async ({
    assert,
  }) => {
    const visitor = new Visitor('store')
    for (const slug of ['guide', 'contact', 'terms', 'disclaimer', 'faq']) {
      for (const prefix of ['', '/en'])
        assert.equal((await visitor.get(`${prefix}/${slug}`)).status, 200, slug)
    }
    const page = () => db.from('pages').where({ section: 'static', slug: 'disclaimer' })
    const [before] = await page().select('body_id')
    await page().update({ body_id: 'Diubah staf.' })
    await transaction((trx) => seedPages(trx))
    assert.include((await visitor.get('/disclaimer')).text, 'Diubah staf.')
    await page().update({ body_id: before.body_id })
  })
})

test.group('Integration document', () => {
  test('[R3.7] is filled in with this partner’s keys and addresses, on line and as PDF', async ({
    assert,
  }) => {
    const partner = await createPartner({ companyName: 'PT Nada Pusaka Digital' })
    await createContent(partner, {
      name: 'Gamelan Saku',
      version: { forwardingUrlDevelopment: 'https://uji.nadapusaka.example/terima' },
    })
    const other = await createContent(await createPartner(), {
      version: { forwardingUrlDevelopment: 'https://orang-lain.example/terima' },
    })
    await (await signIn(other.partner)).get('/documents/integration')
    const visitor = await signIn(partner)
    const { $ } = await visitor.get('/documents/integration')
    const keys = await db
      .from('partner_keys')
      .where('partner_id', partner.id)
      .orderBy('environment')
    assert.deepEqual(
      keys.map((key) => key.environment),
      ['development', 'production']
    )
    const others = await db.from('partner_keys').where('partner_id', other.partner.id)
    assert.isNotEmpty(others)
    const text = $('main').text()
    for (const { kid } of keys) assert.include(text, kid)
    assert.include(text, partner.publicId)
    assert.include(text, 'https://uji.nadapusaka.example/terima')
    assert.notInclude(text, 'orang-lain')
    assert.notInclude(text, other.content.publicId)
    for (const language of ['Node.js', 'PHP', 'Python']) assert.include(text, language)

    for (const path of ['/documents/integration.pdf', '/en/documents/integration.pdf']) {
      const pdf = await visitor.get(path)
      assert.equal(pdf.headers['content-type'], 'application/pdf')
      assert.match(String(pdf.headers['content-disposition']), /attachment; filename=".+\.pdf"/)
      assert.isAbove((await PDFDocument.load(pdf.body)).getPageCount(), 3)
      const written = await standardFontText(pdf.body)
      for (const { kid } of keys) assert.include(written, kid)
      for (const own of [partner.publicId, 'https://uji.nadapusaka.example/terima'])
        assert.include(written, own)
      const strange = [other.content.publicId, other.partner.publicId, 'orang-lain']
      for (const word of [...strange, ...others.map(({ kid }) => kid)])
        assert.notInclude(written, word)
    }
    const vectors = await visitor.get('/documents/test-vectors.json')
    assert.isAbove(JSON.parse(vectors.text).url_signatures.length, 3)

    for (const file of ['etalase.mjs', 'etalase.php', 'etalase.py']) {
      const sample = await visitor.get(`/documents/samples/${file}`)
      assert.equal(sample.headers['content-disposition'], `attachment; filename="${file}"`)
      assert.include(sample.text, keys[0].kid)
      assert.notInclude(sample.text, keys[1].kid)
      assert.notInclude(sample.text, '{{')
    }
    for (const file of ['..%2fsamples.ts', 'etalase.rb', 'constructor'])
      assert.equal((await visitor.get(`/documents/samples/${file}`)).status, 404)
  })

  test('[R8.1] the API is described as OpenAPI 3.1, in both languages, by the states that there are', async ({
    assert,
  }) => {
    const visitor = await signIn(await createPartner())
    const titles = []
    for (const path of ['/documents/openapi.json', '/en/documents/openapi.json']) {
      const page = await visitor.get(path)
      const described = JSON.parse(page.text)
      const { valid, errors } = await new Validator().validate(structuredClone(described))
      assert.isTrue(valid, JSON.stringify(errors))
      assert.equal(described.openapi, '3.1.0')
      assert.notInclude(page.text, 'help.')
      titles.push(described.info.title)
    }
    assert.notEqual(titles[0], titles[1])
    assert.sameMembers(TOLD_STATES.order, ORDER_STATUSES)
    assert.sameMembers(TOLD_STATES.payment, PAYMENT_STATUSES)
    assert.sameMembers(TOLD_STATES.delivery, [...DELIVERY_STATUSES])
  })

  test('[R3.7] guests, customers and staff do not get it', async ({ assert }) => {
    const guest = new Visitor('partner')
    for (const path of [
      '/documents',
      '/documents/integration',
      '/documents/integration.pdf',
      '/documents/openapi.json',
      '/documents/samples/etalase.py',
    ]) {
      assert.match((await guest.get(path)).url, /^\/login/)
    }
    const customer = await signIn(await createCustomer())
    assert.equal((await customer.get('/documents/integration')).status, 404)
    const staff = await signIn(await createStaff('legal'))
    assert.equal((await staff.get('/documents/integration')).status, 404)
  })
})
