import { test } from '@japa/runner'
import { createCustomer, createPartner, createStaff, signIn } from '#tests/support/accounts'
import { Visitor } from '#tests/support/visitor'

test.group('Pages that say what is not to be had', () => {
  for (const [door, menu, id, en] of [
    ['store', '.top-nav a[href$="/categories/musik"]', 'Halaman tidak ditemukan', 'Page not found'],
    ['devstore', '.sandbox-bar', 'Halaman tidak ditemukan', 'Page not found'],
    ['partner', '.bar-nav a[href$="/register"]', 'Halaman tidak ditemukan', 'Page not found'],
    ['staff', '.bar', 'Halaman tidak ditemukan', 'Page not found'],
    ['doorway', '.bar-nav a[href$="/mailbox"]', 'Halaman tidak ditemukan', 'Page not found'],
  ] as const) {
    test(`${door}: an unknown page has the menu of its surface, for guests without a cookie`, async ({
      assert,
    }) => {
      for (const [prefix, title] of [
        ['', id],
        ['/en', en],
      ] as const) {
        const page = await new Visitor(door).get(`${prefix}/tidak-ada/sama-sekali`)
        assert.equal(page.status, 404)
        assert.equal(page.$('h1').text(), title)
        assert.lengthOf(page.$('h1').toArray(), 1)
        assert.isAbove(page.$(menu).length, 0)
        assert.isUndefined(page.headers['set-cookie'])
        assert.equal(page.headers['cache-control'], 'no-store')
      }
    })
  }

  for (const [name, make, menu] of [
    ['customer', () => createCustomer('production'), 'a[href$="/orders"]'],
    ['partner', () => createPartner(), '.bar-nav a[href$="/contents"]'],
    ['Legal', () => createStaff('legal'), '.bar-nav a[href$="/queue"]'],
  ] as const) {
    test(`${name}: who is signed in keeps their menu, and can sign out from it`, async ({
      assert,
    }) => {
      const account = await make()
      const visitor = await signIn(account)
      const page = await visitor.get('/tidak-ada')
      assert.equal(page.status, 404)
      assert.isAbove(page.$(menu).length, 0)
      assert.include(page.text, account.name)
      const out = await visitor.submit('form[action$="/logout"]')
      assert.isBelow(out.status, 400)
      assert.match((await visitor.get('/account')).url, /^\/login/)
    })
  }

  test('a record of somebody else looks like no record, menu and all', async ({ assert }) => {
    const visitor = await signIn(await createPartner())
    const page = await visitor.get('/contents/01ARZ3NDEKTSV4RRFFQ69G5FAV')
    assert.equal(page.status, 404)
    assert.isAbove(page.$('.bar-nav a[href$="/contents"]').length, 0)
  })

  test('a session that has ended is a guest; one that nobody looked at shows no menu at all', async ({
    assert,
  }) => {
    const cookie = 'etalase=s%3Aforged.x'
    const ended = await new Visitor('partner').get('/tidak-ada', { cookie })
    assert.equal(ended.status, 404)
    assert.isAbove(ended.$('.bar-nav a[href$="/register"]').length, 0)
    const unread = await new Visitor('partner').post('/tidak-ada', {}, { cookie })
    assert.equal(unread.status, 404)
    assert.lengthOf(unread.$('.bar-nav a').toArray(), 0)
    assert.isAbove(unread.$('main a[href="/"]').length, 0)
  })

  test('a form with a token that is no good says so without a menu', async ({ assert }) => {
    const visitor = await signIn(await createPartner())
    const page = await visitor.post('/account/edit', { _csrf: 'x' })
    assert.equal(page.status, 419)
    assert.lengthOf(page.$('.bar-nav a').toArray(), 0)
  })

  test('a program gets no page', async ({ assert }) => {
    const page = await new Visitor('store').get('/api/tidak-ada')
    assert.equal(page.status, 404)
    assert.deepEqual(JSON.parse(page.text), { error: 'E_ROUTE_NOT_FOUND' })
  })
})
