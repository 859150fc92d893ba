import { test } from '@japa/runner'
import router from '@adonisjs/core/services/router'
import type { Access } from '#identity/middleware/allow_middleware'
import type { Door } from '#core/http/surfaces'
import { createCustomer, createPartner, createStaff, signIn } from '#tests/support/accounts'
import { FOREIGN_RECORDS, PUBLIC_PARAMETERS } from '#tests/support/foreign_records'
import { Visitor, type Page } from '#tests/support/visitor'
import { STAFF_ROLES } from '#identity/models/staff'

interface Route {
  surface: string
  pattern: string
  method: string
  access: Access | undefined
}

interface Actor {
  name: string
  kind: 'guest' | 'customer' | 'partner' | 'staff'
  role?: string
  visitor: Visitor
  csrf: string
}

const DOORS_OF: Record<string, Door[]> = {
  store: ['store', 'devstore'],
  partner: ['partner'],
  staff: ['staff'],
  doorway: ['doorway'],
}

/** Some path of each surface whose page carries a token when signed in. */
const PAGE_WITH_FORM: Record<string, string> = {
  store: '/account',
  partner: '/account',
  staff: '/account',
}

/** Every route that the application has, as the router knows it. */
function routes(): Route[] {
  return Object.entries(router.toJSON()).flatMap(([surface, list]) =>
    list.flatMap((route) =>
      route.methods
        .filter((method) => method !== 'HEAD')
        .map((method) => ({
          surface,
          pattern: route.pattern,
          method,
          access: [...route.middleware.all()]
            .map((middleware) => middleware as { name?: string; args?: Access })
            .find(({ name }) => name === 'allow')?.args,
        }))
    )
  )
}

const label = ({ surface, method, pattern }: Route) => `${method} ${surface} ${pattern}`

test.group('Access matrix', (group) => {
  const actors = new Map<Door, Actor[]>()

  group.setup(async () => {
    const signedIn = async (
      name: string,
      kind: Actor['kind'],
      account: Parameters<typeof signIn>[0],
      surface: string,
      role?: string
    ) => {
      const visitor = await signIn(account)
      const page = await visitor.get(PAGE_WITH_FORM[surface]!)
      const csrf = page.$('input[name=_csrf]').first().attr('value') ?? ''
      return { name, kind, role, visitor, csrf }
    }
    for (const door of ['store', 'devstore', 'partner', 'staff', 'doorway'] as const) {
      actors.set(door, [{ name: 'guest', kind: 'guest', visitor: new Visitor(door), csrf: '' }])
    }
    actors
      .get('store')!
      .push(await signedIn('customer', 'customer', await createCustomer('production'), 'store'))
    actors
      .get('devstore')!
      .push(
        await signedIn('trial customer', 'customer', await createCustomer('development'), 'store')
      )
    actors
      .get('partner')!
      .push(await signedIn('partner', 'partner', await createPartner(), 'partner'))
    for (const role of STAFF_ROLES) {
      actors
        .get('staff')!
        .push(await signedIn(role, 'staff', await createStaff(role), 'staff', role))
    }
  })

  test('every route says who may use it', ({ assert }) => {
    const all = routes()
    assert.isAbove(all.length, 40)
    assert.deepEqual(all.filter(({ access }) => !access).map(label), [])
  })

  test('every route of partners and customers with a parameter names whose record it is', ({
    assert,
  }) => {
    const owned = routes().filter(
      ({ access, pattern }) =>
        (access?.who === 'partner' || access?.who === 'customer') && pattern.includes(':')
    )
    assert.deepEqual(
      owned.filter((route) => !foreignMaker(route) && !hasPublicParameter(route)).map(label),
      []
    )
  })

  test('{label}: only {who}')
    .with(() =>
      routes().map((route) => ({
        route,
        label: label(route),
        who: [route.access?.who, ...(route.access?.roles ?? [])].join(' '),
      }))
    )
    .run(async ({ assert }, { route }) => {
      for (const door of DOORS_OF[route.surface]!) {
        for (const actor of actors.get(door)!) {
          const page = await visit(route, actor)
          const said = `${actor.name} got ${page.status} ${page.url} ${page.$('h1').first().text().trim()}`
          if (!isAllowed(route, actor)) {
            assert.isTrue(isRefused(page), said)
            continue
          }
          assert.isBelow(page.status, 500, said)
          if (foreignMaker(route)) assert.equal(page.status, 404, `somebody else's record: ${said}`)
          else if (isSignedInOnly(route)) assert.isFalse(isRefused(page), said)
        }
      }
    })
})

function isSignedInOnly({ access }: Route): boolean {
  return access?.who === 'customer' || access?.who === 'partner' || access?.who === 'staff'
}

function hasPublicParameter({ surface, pattern }: Route): boolean {
  return PUBLIC_PARAMETERS.some((beginning) => `${surface} ${pattern}`.startsWith(beginning))
}

function foreignMaker({ surface, pattern, access }: Route) {
  if (!['partner', 'customer', 'staff'].includes(access?.who ?? '')) return undefined
  const key = Object.keys(FOREIGN_RECORDS)
    .filter((beginning) => `${surface} ${pattern}`.startsWith(beginning))
    .sort((a, b) => b.length - a.length)[0]
  return key && pattern.includes(':') ? FOREIGN_RECORDS[key] : undefined
}

async function visit(route: Route, actor: Actor): Promise<Page> {
  const params = (await foreignMaker(route)?.()) ?? {}
  const path = route.pattern
    .replace(/:(\w+)\??/g, (_, name) => params[name] ?? '01ARZ3NDEKTSV4RRFFQ69G5FAV')
    .replace('*', 'nothing')
  if (route.method === 'GET') return actor.visitor.get(path)
  // Signing out would end the visit.
  if (path === '/logout' && actor.kind !== 'guest') return actor.visitor.post('/nowhere')
  return actor.visitor.post(path, { _csrf: actor.csrf })
}

function isAllowed({ access }: Route, actor: Actor): boolean {
  if (!access) return false
  if (access.who === 'anyone' || access.who === 'guest' || access.who === 'machine') return true
  if (access.who !== actor.kind) return false
  return !access.roles || access.roles.includes(actor.role as never)
}

function isRefused(page: Page): boolean {
  return page.status === 401 || page.status === 403 || page.url.startsWith('/login')
}
