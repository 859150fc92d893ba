import router from '@adonisjs/core/services/router'
import { test } from '@japa/runner'
import type { Surface } from '#core/http/surfaces'
import { pageAbove } from '#core/http/page_address'
import { createCustomer, createStaff, signIn } from '#tests/support/accounts'
import type { Visitor } from '#tests/support/visitor'

const otherLanguage = (visitor: Visitor) => visitor.page.$('.languages a').attr('href')!

test.group('The address of a page', () => {
  test('every form of every surface belongs to a page that can be asked for', ({ assert }) => {
    let forms = 0
    for (const [surface, routes] of Object.entries(router.toJSON())) {
      const pages = routes.filter(
        ({ methods, pattern }) => methods.includes('GET') && pattern !== '/*'
      )
      const patterns = new Set(pages.map(({ pattern }) => pattern.replace(/:[^/]+/g, ':')))
      for (const { pattern } of routes.filter(({ methods }) => methods.includes('POST'))) {
        const path = pattern.replace(/:[^/]+/g, 'removal')
        const page = pageAbove(surface as Surface, pattern, path)
        const known = pattern
          .split('/')
          .slice(0, page === '/' ? 1 : page.split('/').length)
          .join('/')
        assert.isTrue(patterns.has(known.replace(/:[^/]+/g, ':') || '/'), `${surface} ${pattern}`)
        forms++
      }
    }
    assert.isAbove(forms, 100)
  })

  test('[R1.2] a form that answers with a page leads to its page in the other language, and typed, to itself', async ({
    assert,
  }) => {
    const staff = await signIn(await createStaff('administrator'))
    const customer = await signIn(await createCustomer('development'))
    const cases: [Visitor, string, string, string][] = [
      [staff, '/staff/invitations', '/staff', '/en/staff'],
      [staff, '/catalogue/prices', '/catalogue', '/en/catalogue'],
      [customer, '/account/numbers', '/account', '/en/account'],
    ]
    for (const [visitor, form, page, english] of cases) {
      await visitor.get(page)
      const token = visitor.page.$('input[name=_csrf]').first().attr('value')!
      assert.equal((await visitor.post(form, { _csrf: token })).status, 422, form)
      assert.equal(otherLanguage(visitor), english, form)
      assert.equal((await visitor.get(english)).status, 200, form)
      assert.equal((await visitor.get(form)).url, page, form)
    }
    const nowhere = await staff.get('/callbacks/payments/voucher')
    assert.equal(nowhere.status, 404)
  })

  test('[R1.2] the page that a form came from comes back with its filter, one of another site does not', async ({
    assert,
  }) => {
    const staff = await signIn(await createStaff('administrator'))
    await staff.get('/catalogue')
    const token = staff.page.$('input[name=_csrf]').first().attr('value')!
    const from = (referer: string) => staff.post('/catalogue/prices', { _csrf: token }, { referer })
    const cases = [
      [`${staff.origin}/en/catalogue?view=all`, '/en/catalogue?view=all'],
      [`${staff.origin}/catalogue/prices`, '/en/catalogue'],
      [`${staff.origin}/nowhere`, '/en/catalogue'],
      [`${staff.origin}//evil.example/queue`, '/en/catalogue'],
      ['https://evil.example/queue', '/en/catalogue'],
      ['nonsense', '/en/catalogue'],
    ] as const
    for (const [referer, expected] of cases) {
      assert.equal((await from(referer)).status, 422)
      assert.equal(otherLanguage(staff), expected, referer)
    }
  })
})
