import router from '@adonisjs/core/services/router'
import { test } from '@japa/runner'
import type { Access } from '#identity/middleware/allow_middleware'
import { STAFF_ROLES, type StaffRole } from '#identity/models/staff'
import { bouncerOf, POLICY_VERBS } from '#tests/support/policies'

/** Areas whose controllers ask `allow` and the owner's query alone, as yet. One that is taken out of here stays out. */
const WITHOUT_POLICIES = [
  'approvals',
  'catalogue',
  'checkout',
  'customers',
  'identity',
  'partners',
  'storefront',
]

interface Action {
  label: string
  area: string
  source: string
  access: Access
}

/** Every action for somebody who is signed in, with the text of its method. */
async function actions(): Promise<Action[]> {
  const found: Action[] = []
  for (const [surface, list] of Object.entries(router.toJSON())) {
    for (const { pattern, methods, handler, middleware } of list) {
      const access = [...middleware.all()]
        .map((one) => one as { name?: string; args?: Access })
        .find(({ name }) => name === 'allow')?.args
      if (!access || !['customer', 'partner', 'staff'].includes(access.who)) continue
      const label = `${methods[0]} ${surface} ${pattern}`
      if (typeof handler === 'function') {
        found.push({ label, area: '', source: handler.toString(), access })
        continue
      }
      const [load, method] = handler.reference as [() => Promise<{ default: any }>, string]
      const area = /import\(['"]#(\w+)\//.exec(load.toString())?.[1] ?? ''
      const { default: Controller } = await load()
      found.push({ label, area, source: Controller.prototype[method].toString(), access })
    }
  }
  return found
}

test.group('Policies', () => {
  test('every action for somebody who is signed in begins by asking a policy', async ({
    assert,
  }) => {
    const all = await actions()
    assert.isAbove(all.length, 60)
    const silent = all.filter(
      ({ area, source }) =>
        !WITHOUT_POLICIES.includes(area) &&
        !/^async \w+\((ctx|\{[^}]*\})\) \{\s*await (ctx\.)?bouncer\.with\(\w+\)\.authorize\(/.test(
          source
        )
    )
    assert.deepEqual(
      silent.map(({ label }) => label),
      []
    )
  })

  test('an area that asks policies everywhere is not listed as one that does not', async ({
    assert,
  }) => {
    const all = await actions()
    for (const area of WITHOUT_POLICIES)
      assert.isTrue(
        all.some((one) => one.area === area && !one.source.includes('bouncer.with(')),
        area
      )
  })

  test('{policy}.{verb} is for {roles}')
    .with(POLICY_VERBS)
    .run(async ({ assert }, { Policy, verb, roles }) => {
      for (const role of STAFF_ROLES) {
        const allowed = await bouncerOf('staff', role)
          .with(Policy)
          .allows(verb as never)
        assert.equal(allowed, roles.includes(role as StaffRole), role)
      }
      for (const kind of ['customer', 'partner'] as const)
        assert.isFalse(
          await bouncerOf(kind)
            .with(Policy)
            .allows(verb as never),
          kind
        )
      assert.isFalse(
        await bouncerOf(null)
          .with(Policy)
          .allows(verb as never),
        'nobody'
      )
    })
})
