import { test } from '@japa/runner'
import { createPartner, PASSWORD } from '#tests/support/accounts'
import { Visitor } from '#tests/support/visitor'

test.group('Hosts', () => {
  test('each surface answers at its own host', async ({ assert }) => {
    for (const door of ['store', 'devstore', 'partner', 'staff', 'doorway'] as const) {
      const page = await new Visitor(door).get('/health')
      assert.equal(page.status, 200)
    }
  })

  for (const host of ['STORES.localhost', 'stores.localhost.', 'Stores.LocalHost.:80']) {
    test(`a host written as ${host} is the store`, async ({ assert }) => {
      const page = await new Visitor('store').get('/health', { host })
      assert.equal(page.status, 200)
    })
  }

  for (const host of ['evil.example', 'stores.localhost.evil.example', 'xstores.localhost', '']) {
    test(`an unknown host (${host || 'none'}) gets 404`, async ({ assert }) => {
      const page = await new Visitor('store').get('/health', { host })
      assert.equal(page.status, 404)
    })
  }

  test('no address turns our own links to another host', async ({ assert }) => {
    for (const path of ['/en//evil.example/x?y', '/en/\\\\evil.example', '/en///evil.example']) {
      for (const door of ['store', 'partner', 'staff'] as const) {
        const { text } = await new Visitor(door).get(path)
        assert.notMatch(text, /href="(\/\/|\/?\\)/, `${door} ${path}`)
      }
    }
  })

  test('an address that is no text gets the page that nothing is there', async ({ assert }) => {
    for (const path of ['/contents/%ff', '/%', '/en/%e0%a4%a', '/%zz?x=1']) {
      const page = await new Visitor('partner').get(path)
      assert.equal(page.status, 404, path)
      assert.lengthOf(page.$('h1').toArray(), 1, path)
    }
  })

  test('a field in the address of a posted form is no field', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = new Visitor('partner')
    const query = new URLSearchParams({ email: partner.email, password: PASSWORD })
    assert.equal((await visitor.post(`/login?${query}`, {})).status, 422)
  })
})
