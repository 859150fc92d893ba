import { test } from '@japa/runner'
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
})
