import { test } from '@japa/runner'
import router from '@adonisjs/core/services/router'
import type { Access } from '#identity/middleware/allow_middleware'
import type { Door } from '#core/http/surfaces'
import { createCustomer, createPartner, createStaff, signIn } from '#tests/support/accounts'
import { Visitor } from '#tests/support/visitor'

/** Names that pages read from their address. */
const NAMES = [
  ...['after', 'before', 'q', 'type', 'actor', 'id', 'kind', 'filter', 'from', 'to', 'store'],
  ...['content', 'method', 'category', 'order', 'need', 'budget', 'nomor', 'check', 'attempt'],
]
/** What one database or the other stumbles over. */
const VALUES = [
  'a%00b',
  '999999999999',
  '99999999999999999999',
  '1.5',
  '%ed%a0%80',
  'x'.repeat(3_000),
]

test.group('Addresses that somebody wrote by hand', (group) => {
  const visitors = new Map<Door, Visitor[]>()

  group.setup(async () => {
    visitors.set('store', [new Visitor('store'), await signIn(await createCustomer('production'))])
    visitors.set('devstore', [await signIn(await createCustomer('development'))])
    visitors.set('partner', [new Visitor('partner'), await signIn(await createPartner())])
    visitors.set('staff', [
      await signIn(await createStaff('legal')),
      await signIn(await createStaff('finance')),
      await signIn(await createStaff('administrator')),
    ])
    visitors.set('doorway', [new Visitor('doorway')])
  })

  test('{$self}: no value in an address breaks a page')
    .with(['store', 'devstore', 'partner', 'staff', 'doorway'] as Door[])
    .run(async ({ assert }, door) => {
      const surface = door === 'devstore' ? 'store' : door
      const paths = (router.toJSON()[surface] ?? [])
        .filter((route) => route.methods.includes('GET') && !route.pattern.includes(':'))
        .filter((route) => accessOf(route)?.who !== 'machine' && route.pattern !== '*')
        .map(({ pattern }) => pattern)
      assert.isNotEmpty(paths)
      for (const visitor of visitors.get(door)!) {
        for (const path of paths) {
          const queries = [
            ...VALUES.map((value) => NAMES.map((name) => `${name}=${value}`).join('&')),
            NAMES.map((name) => `${name}[]=1&${name}[x]=1`).join('&'),
            // One bad value may hide the next: keys and words stand alone, too.
            ...['before=999999999999', 'before=%00', 'q=%00', 'type=%00'],
          ]
          for (const query of queries) {
            const { status } = await visitor.get(`${path}?${query}`)
            assert.isBelow(status, 500, `${path}?${query.slice(0, 200)}`)
          }
        }
      }
    })
})

test('[R8.6] no value in the place of a name breaks a page', async ({ assert }) => {
  for (const [door, path] of [
    ['store', '/knowledge/'],
    ['store', '/categories/'],
    ['store', '/products/'],
    ['store', '/activate/'],
    ['store', '/password/reset/'],
    ['partner', '/knowledge/'],
  ] as const) {
    for (const value of ['%00', 'a%00b', 'x'.repeat(3_000), '%ed%a0%80', '..%2f..%2fetc']) {
      const { status } = await new Visitor(door).get(path + value)
      assert.isAtLeast(status, 400)
      assert.isBelow(status, 500, `${door} ${path}${value.slice(0, 40)}`)
    }
  }
})

function accessOf(route: { middleware: { all(): Iterable<unknown> } }): Access | undefined {
  return [...route.middleware.all()]
    .map((middleware) => middleware as { name?: string; args?: Access })
    .find(({ name }) => name === 'allow')?.args
}
