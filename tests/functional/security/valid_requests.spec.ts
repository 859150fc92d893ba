import db from '@adonisjs/lucid/services/db'
import router from '@adonisjs/core/services/router'
import { test } from '@japa/runner'
import type { Access } from '#identity/middleware/allow_middleware'
import { STAFF_ROLES } from '#identity/models/staff'
import { createCustomer, createPartner, createStaff, signIn } from '#tests/support/accounts'
import {
  othersThan,
  TRIED_ELSEWHERE,
  VALID_REQUESTS,
  type Cast,
  type ValidRequest,
} from '#tests/support/valid_requests'
import { fieldsOf, Visitor } from '#tests/support/visitor'

interface Posted {
  key: string
  pattern: string
  access: Access
}

/** Every POST that some of who is signed in may not do: of some roles, or on a record that somebody owns. */
function guarded(): Posted[] {
  return Object.entries(router.toJSON()).flatMap(([surface, list]) =>
    list.flatMap(({ pattern, methods, middleware }) => {
      const access = [...middleware.all()]
        .map((one) => one as { name?: string; args?: Access })
        .find(({ name }) => name === 'allow')?.args
      if (!access || !methods.includes('POST')) return []
      const isOwned = access.who === 'partner' || access.who === 'customer'
      const isGuarded = access.roles !== undefined || (isOwned && pattern.includes(':'))
      return isGuarded ? [{ key: `${surface} ${pattern}`, pattern, access }] : []
    })
  )
}

/** Records of the kinds of which each account has its own, whoever it is: their ids name a session, not a record of a business. */
const PERSONAL = /\/account\/(sessions|passkeys)\//

const csrfOf = new Map<Visitor, string>()

async function tokenOf(visitor: Visitor): Promise<string> {
  if (!csrfOf.has(visitor)) {
    const { $ } = await visitor.get('/account')
    csrfOf.set(visitor, $('input[name=_csrf]').first().attr('value') ?? '')
  }
  return csrfOf.get(visitor)!
}

async function eventCount(): Promise<number> {
  const [{ count }] = await db.from('audit_events').count('* as count')
  return Number(count)
}

test.group('Access, with valid bodies on real records', (group) => {
  let cast: Cast
  const strangers = {} as Record<'partner' | 'customer', Visitor>

  group.setup(async () => {
    const staff = {} as Cast['staff']
    const visitors = {} as Cast['visitors']
    for (const role of STAFF_ROLES) {
      staff[role] = await createStaff(role)
      visitors[role] = await signIn(staff[role])
    }
    // Nobody acts alone here.
    await createStaff('administrator')
    const partner = await createPartner()
    const customer = await createCustomer('production')
    const trialCustomer = await createCustomer('development')
    visitors.partner = await signIn(partner)
    visitors.customer = await signIn(customer)
    visitors.trial_customer = await signIn(trialCustomer)
    strangers.partner = await signIn(await createPartner())
    strangers.customer = await signIn(await createCustomer('production'))
    cast = { staff, partner, customer, trialCustomer, visitors }
    return async () => {
      await db.from('proposals').where('status', 'open').update({ status: 'void' })
      await db.from('price_points').whereBetween('amount', [93_050, 99_000]).delete()
      await db.from('categories').whereLike('key', 'matriks_%').delete()
      await db.from('pks_templates').where('number', '>', 1).delete()
      await db.from('terms_drafts').update({ status: 'discarded' })
      await db.from('pks_template_drafts').update({ status: 'discarded' })
    }
  })

  test('every POST that is not for everybody is tried here, or is said to be tried elsewhere', ({
    assert,
  }) => {
    const keys = guarded().map(({ key }) => key)
    const named = [...Object.keys(VALID_REQUESTS), ...TRIED_ELSEWHERE]
    assert.deepEqual(
      keys.filter((key) => !named.includes(key) && !PERSONAL.test(key)),
      []
    )
    const all = Object.entries(router.toJSON()).flatMap(([surface, list]) =>
      list.map(({ pattern }) => `${surface} ${pattern}`)
    )
    assert.deepEqual(
      named.filter((key) => !all.includes(key)),
      []
    )
  })

  test('POST {$self}: refused to everybody else, changing nothing, and done for whom it is')
    .with(() => Object.keys(VALID_REQUESTS))
    .run(async ({ assert }, key) => {
      const [surface, pattern] = key.split(' ') as [string, string]
      const access = accessOf(key)
      const request = await VALID_REQUESTS[key]!(cast)
      const path = pattern.replaceAll(/:(\w+)/g, (_, name) => request.params![name]!)
      const own = cast.visitors[request.as]
      const body = await bodyOf(request, own, path)
      const before = await eventCount()
      const guest = new Visitor(own.door)
      assert.equal((await guest.post(path, body)).status, 401, 'a guest')
      for (const { name, visitor, status } of others(access, surface)) {
        const page = await visitor.post(path, { ...body, _csrf: await tokenOf(visitor) })
        assert.equal(page.status, status, `${name}: ${page.$('h1').first().text().trim()}`)
      }
      assert.equal(await eventCount(), before, 'nothing happened')
      if (request.succeeds === false) return
      const page = await own.post(path, { ...body, _csrf: await tokenOf(own) })
      assert.isBelow(page.status, 400, `${request.as}: ${page.text.slice(0, 400)}`)
      assert.notMatch(page.url, /^(\/en)?\/login/)
    })

  /** Whom it is refused to, and how: 403 by role, 404 by owner. */
  function others(access: Access, surface: string) {
    if (access.roles)
      return othersThan(access.roles).map((name) => ({
        name: name as string,
        visitor: cast.visitors[name],
        status: 403,
      }))
    if (access.who === 'staff')
      return (['qa', 'finance', 'administrator'] as const).map((name) => ({
        name: name as string,
        visitor: cast.visitors[name],
        status: 404,
      }))
    const kind = surface === 'partner' ? 'partner' : 'customer'
    return [{ name: `another ${kind}`, visitor: strangers[kind], status: 404 }]
  }

  async function bodyOf(request: ValidRequest, own: Visitor, path: string) {
    const values = request.values ?? {}
    if (!request.page) return values
    const page = await own.get(request.page)
    return { ...fieldsOf(page, request.form ?? `form[action="${path}"]`), ...values }
  }
})

function accessOf(key: string): Access {
  for (const [surface, list] of Object.entries(router.toJSON())) {
    for (const { pattern, methods, middleware } of list) {
      if (`${surface} ${pattern}` !== key || !methods.includes('POST')) continue
      return [...middleware.all()]
        .map((one) => one as { name?: string; args?: Access })
        .find(({ name }) => name === 'allow')!.args!
    }
  }
  throw new Error(`no route ${key}`)
}
