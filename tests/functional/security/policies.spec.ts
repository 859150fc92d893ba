import router from '@adonisjs/core/services/router'
import { test } from '@japa/runner'
import type { Access } from '#identity/middleware/allow_middleware'
import { ACTORS, admitted, bouncerOf, kindOf, POLICY_VERBS } from '#tests/support/policies'

interface Action {
  label: string
  /** The text of its method. */
  source: string
  access: Access
}

/** What an action begins with: the policy as its controller calls it, and the verb. */
const FIRST =
  /^async \w+\((?:ctx|\{[^}]*\})\) \{\s*await (?:ctx\.)?bouncer\.with\((\w+)\)\.authorize\(['"](\w+)['"]/

/** Every action for somebody who is signed in. */
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
        found.push({ label, source: handler.toString(), access })
        continue
      }
      const [load, method] = handler.reference as [() => Promise<{ default: any }>, string]
      const { default: Controller } = await load()
      found.push({ label, source: Controller.prototype[method].toString(), access })
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
    assert.deepEqual(
      all.filter(({ source }) => !FIRST.test(source)).map(({ label }) => label),
      []
    )
  })

  test('whom a route lets in, its policy lets do it, and nobody else of their kind', async ({
    assert,
  }) => {
    for (const { label, source, access } of await actions()) {
      const [, policy, verb] = FIRST.exec(source)!
      const found = POLICY_VERBS.filter((one) => one.policy === policy && one.verb === verb)
      assert.isNotEmpty(found, `${label}: ${policy}.${verb} is not in the table`)
      const expected = admitted(access)
      // In the other store there is nothing to try out.
      const isTrial = verb === 'renew'
      const actors = found
        .flatMap((one) => one.actors)
        .filter((actor) => kindOf(actor) === access.who)
      if (isTrial) assert.includeMembers(expected, actors, label)
      else assert.sameMembers([...new Set(actors)], expected, label)
    }
  })

  test('every verb of every policy is held by the table', async ({ assert }) => {
    for (const Policy of new Set(POLICY_VERBS.map((one) => one.Policy))) {
      const verbs = Object.getOwnPropertyNames(Policy.prototype).filter(
        (name) => name !== 'constructor' && name !== 'before'
      )
      const held = POLICY_VERBS.filter((one) => one.Policy === Policy).map(({ verb }) => verb)
      assert.sameMembers(held, verbs, Policy.name)
    }
  })

  test('{policy}.{verb} is for {actors}')
    .with(POLICY_VERBS)
    .run(async ({ assert }, { Policy, verb, actors }) => {
      const may = (...who: Parameters<typeof bouncerOf>) =>
        bouncerOf(...who)
          .with(Policy)
          .allows(verb as never)
      for (const actor of ACTORS) {
        assert.equal(await may(actor), actors.includes(actor), actor)
        assert.isFalse(await may(actor, { maySignIn: false }), `${actor}, shut out`)
      }
      assert.isFalse(await may(null), 'nobody')
    })
})
