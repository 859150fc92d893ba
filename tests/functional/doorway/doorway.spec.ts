import { test } from '@japa/runner'
import { DEMO_ACCOUNTS } from '#doorway/demo_accounts'
import { createCustomer, createPartner, createStaff } from '#tests/support/accounts'
import { Visitor } from '#tests/support/visitor'

test.group('Doorway', () => {
  test('one click signs a demo account in on its own surface; the link works once', async ({
    assert,
  }) => {
    for (const account of DEMO_ACCOUNTS) {
      if (account.kind === 'staff')
        await createStaff(account.key as 'legal', { email: account.email })
      else if (account.kind === 'partner') await createPartner({ email: account.email })
      else
        await createCustomer(account.door === 'store' ? 'production' : 'development', {
          email: account.email,
        })
      const doorway = new Visitor('doorway')
      const answer = await doorway.get(`/enter/${account.key}`)
      assert.equal(answer.status, 302)
      const { pathname } = new URL(String(answer.headers.location))
      const visitor = new Visitor(account.door)
      const page = await visitor.get(pathname)
      assert.equal(page.status, 200, `${account.key}: ${page.url} ${page.$('h1').text()}`)
      assert.include(page.text, '/logout')
      assert.equal((await new Visitor(account.door).get(pathname)).status, 410)
    }
  })

  test('an unknown account is nobody', async ({ assert }) => {
    assert.equal((await new Visitor('doorway').get('/enter/root')).status, 404)
  })

  test('a token of one surface is nothing on another', async ({ assert }) => {
    const answer = await new Visitor('doorway').get('/enter/partner')
    const { pathname } = new URL(String(answer.headers.location))
    const page = await new Visitor('staff').get(pathname)
    assert.isAbove(page.status, 399)
  })
})
