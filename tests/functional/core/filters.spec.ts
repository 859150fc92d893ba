import { test } from '@japa/runner'
import type { Door } from '#core/http/surfaces'
import { createCustomer, createPartner, createStaff, signIn } from '#tests/support/accounts'
import { Visitor } from '#tests/support/visitor'

interface List {
  door: Door
  path: string
  /** Filters with a choice of values; others take any text. */
  choices: string[]
  others?: string[]
  as?: () => Promise<Visitor>
}

const partner = async () => signIn(await createPartner())
const staff = (role: 'legal' | 'finance' | 'administrator') => async () =>
  signIn(await createStaff(role))

const LISTS: List[] = [
  {
    door: 'store',
    path: '/search',
    choices: ['category', 'kind', 'price', 'rating', 'sort'],
    others: ['q', 'after'],
  },
  {
    door: 'store',
    path: '/categories/gim',
    choices: ['kind', 'price', 'rating', 'sort'],
    others: ['after'],
  },
  { door: 'store', path: '/products', choices: [], others: ['after', 'before'] },
  { door: 'store', path: '/assistant', choices: ['need', 'kind', 'budget'] },
  { door: 'store', path: '/knowledge', choices: [], others: ['q'] },
  {
    door: 'store',
    path: '/orders',
    choices: [],
    others: ['before'],
    as: async () => signIn(await createCustomer()),
  },
  {
    door: 'partner',
    path: '/contents',
    choices: ['status'],
    others: ['after', 'before'],
    as: partner,
  },
  {
    door: 'partner',
    path: '/reports',
    choices: ['store', 'from', 'to', 'content', 'method'],
    others: ['before'],
    as: partner,
  },
  { door: 'partner', path: '/agreements', choices: [], others: ['after'], as: partner },
  {
    door: 'partner',
    path: '/integration',
    choices: [],
    others: ['content', 'secret'],
    as: partner,
  },
  { door: 'partner', path: '/contents/new', choices: [], others: ['copy'], as: partner },
  { door: 'doorway', path: '/mailbox', choices: [], others: ['to', 'before'] },
  { door: 'staff', path: '/queue', choices: ['filter'], as: staff('legal') },
  { door: 'staff', path: '/companies', choices: [], others: ['q', 'before'], as: staff('legal') },
  {
    door: 'staff',
    path: '/agreements',
    choices: ['status'],
    others: ['after'],
    as: staff('legal'),
  },
  { door: 'staff', path: '/replies', choices: ['status'], others: ['after'], as: staff('legal') },
  { door: 'staff', path: '/finance', choices: ['store'], others: ['check'], as: staff('finance') },
  {
    door: 'staff',
    path: '/audit',
    choices: ['type', 'actor', 'from', 'to'],
    others: ['id', 'by', 'before'],
    as: staff('administrator'),
  },
  { door: 'staff', path: '/outbox', choices: [], others: ['before'], as: staff('administrator') },
]

const HOSTILE = [
  'x',
  '__proto__',
  'constructor',
  '-1',
  '1.5',
  '1e400',
  '999999999999',
  '1.999999999999',
  '999999999999.1',
  '%00',
  '%1b%5b31m',
  '%e2%80%ae',
  '%ff',
  'x'.repeat(3_000),
  `'; DROP TABLE orders; --`,
  '<script>alert(1)</script>',
]

test.group('Filters of lists', () => {
  test(
    '[R8.6] {door} {path}: what is not understood is said, and what is shown instead; nothing breaks'
  )
    .with(LISTS)
    .run(async ({ assert }, { door, path, choices, others = [], as }) => {
      let visitor = as ? await as() : new Visitor(door)
      const said = () => visitor.page.$('.notice').text().replaceAll(/\s+/g, ' ')
      await visitor.get(path)
      assert.equal(visitor.page.status, 200)
      assert.notInclude(said(), 'tidak dikenali')
      for (const name of [...choices, ...others]) {
        // Searching is limited per address, and each visitor has one of its own.
        if (!as) visitor = new Visitor(door)
        for (const value of HOSTILE) {
          const query = `${name}=${value.startsWith('%') ? value : encodeURIComponent(value)}`
          const page = await visitor.get(`${path}?${query}`)
          assert.equal(page.status, 200, query.slice(0, 60))
          assert.notInclude(page.text, '<script>alert')
          if (choices.includes(name)) assert.match(said(), /tidak dikenali.*Yang tampil: \S/, query)
          else assert.notInclude(said(), 'tidak dikenali', query)
        }
        for (const query of [`${name}[]=a&${name}[]=b`, `${name}[a][b]=1`, `${name}=a&${name}=b`])
          assert.equal((await visitor.get(`${path}?${query}`)).status, 200, query)
        if (choices.includes(name)) {
          await visitor.get(`/en${path}?${name}=x`)
          assert.match(said(), /not understood.*Shown instead: \S/)
          await visitor.get(`${path}?${name}=`)
          assert.notInclude(said(), 'tidak dikenali', `${name} empty`)
        }
      }
    })

  test('[R7.2] a report says which days it shows when others were asked for', async ({
    assert,
  }) => {
    const visitor = await partner()
    const page = await visitor.get('/reports?from=2026-02-31&method=pocket')
    const notice = page.$('.notice[role=status]').text()
    assert.match(notice, /Dari: nilai di alamat tidak dikenali\. Yang tampil: \d/)
    assert.match(notice, /Yang tampil: semua metode/)
    assert.isTrue(page.$('form.filters ~ .notice').length > 0)
    await visitor.submit('form.filters')
    assert.notInclude(visitor.page.text, 'tidak dikenali')
  })
})
