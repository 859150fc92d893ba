import { test } from '@japa/runner'
import type { HttpContext } from '@adonisjs/core/http'
import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import { databaseSessions, revokeSessions, sweepSessions } from '#identity/sessions/store'
import { travelBack, travelBy } from '#shared/clock'
import { publicId } from '#shared/public_id'
import {
  createCustomer,
  createPartner,
  createStaff,
  currentCode,
  PASSWORD,
  signIn,
} from '#tests/support/accounts'
import { Visitor, type Page } from '#tests/support/visitor'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

function setCookies(page: Page): string[] {
  return [page.headers['set-cookie'] ?? []].flat()
}

async function cookieOf(email: string): Promise<string> {
  const visitor = new Visitor('partner')
  const page = await visitor.post('/login', { email, password: PASSWORD, next: '/account' })
  if (page.url !== '/account') throw new Error('not signed in')
  return setCookies(page).at(-1)!.split(';')[0]!
}

test.group('Sessions', (group) => {
  group.each.teardown(() => travelBack())

  for (const [kind, idle, absolute] of [
    ['customer', 7 * 24 * HOUR, 30 * 24 * HOUR],
    ['partner', 4 * HOUR, 24 * HOUR],
    ['staff', HOUR, 10 * HOUR],
  ] as const) {
    const account = () => {
      if (kind === 'customer') return createCustomer('production')
      return kind === 'partner' ? createPartner() : createStaff('legal')
    }

    test(`a ${kind}'s session ends when it is not used`, async ({ assert }) => {
      const visitor = await signIn(await account())
      travelBy(idle - MINUTE)
      assert.equal((await visitor.get('/account')).url, '/account')
      travelBy(2 * idle - 3 * MINUTE)
      assert.equal((await visitor.get('/account')).url, '/account')
      travelBy(3 * idle)
      assert.match((await visitor.get('/account')).url, /^\/login/)
    })

    test(`a ${kind}'s session ends at last, however much it is used`, async ({ assert }) => {
      const visitor = await signIn(await account())
      for (let at = idle / 2; at < absolute; at += idle / 2) {
        travelBy(at)
        assert.equal((await visitor.get('/account')).url, '/account')
      }
      travelBy(absolute + MINUTE)
      assert.match((await visitor.get('/account')).url, /^\/login/)
    })
  }

  test('what has ended is swept away', async ({ assert }) => {
    const partner = await createPartner()
    await signIn(partner)
    travelBy(5 * HOUR)
    await sweepSessions()
    assert.lengthOf(
      await db.from('sessions').where({ user_kind: 'partner', user_id: partner.id }),
      0
    )
  })

  test('a revoked session is nothing at the next request', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await revokeSessions(db.connection(), 'partner', partner.id)
    assert.match((await visitor.get('/account')).url, /^\/login/)
  })

  test('signing out makes a copy of the cookie worthless', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    const [{ id }] = await db.from('sessions').where({ user_kind: 'partner', user_id: partner.id })
    await visitor.get('/account')
    await visitor.submit('form[action$="/logout"]')
    assert.lengthOf(await db.from('sessions').where('id', id), 0)
  })

  test('the database holds no cookie, only its hash', async ({ assert }) => {
    const partner = await createPartner()
    const cookie = decodeURIComponent(await cookieOf(partner.email))
    const rows = await db.from('sessions').where({ user_kind: 'partner', user_id: partner.id })
    const sessionId = JSON.parse(
      Buffer.from(cookie.slice('etalase=s:'.length).split('.')[0]!, 'base64url').toString()
    )
    assert.isString(sessionId.message)
    assert.notInclude(JSON.stringify(rows), sessionId.message)
  })

  test('the cookie is host-only, unreadable for scripts and not sent by other sites', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const page = await new Visitor('partner').post('/login', {
      email: partner.email,
      password: PASSWORD,
      next: '/account',
    })
    const [cookie] = setCookies(page)
    assert.match(cookie!, /; Path=\//i)
    assert.match(cookie!, /; HttpOnly/i)
    assert.match(cookie!, /; SameSite=Lax/i)
    assert.notMatch(cookie!, /; Domain=/i)
  })

  test('a session of one surface is nothing on another', async ({ assert }) => {
    const partner = await createPartner()
    const cookie = await cookieOf(partner.email)
    assert.equal((await new Visitor('partner').get('/account', { cookie })).status, 200)
    for (const door of ['store', 'devstore', 'staff'] as const) {
      assert.match((await new Visitor(door).get('/account', { cookie })).url, /^\/login/)
    }
  })

  test('a customer’s session of one store is nothing in the other', async ({ assert }) => {
    const customer = await createCustomer('production')
    const page = await new Visitor('store').post('/login', {
      email: customer.email,
      password: PASSWORD,
      next: '/account',
    })
    const cookie = setCookies(page).at(-1)!.split(';')[0]!
    assert.equal((await new Visitor('store').get('/account', { cookie })).status, 200)
    assert.match((await new Visitor('devstore').get('/account', { cookie })).url, /^\/login/)
  })

  test('guests get no cookie; their pages may be kept', async ({ assert }) => {
    for (const path of ['/login', '/activate/resend']) {
      const page = await new Visitor('partner').get(path)
      assert.lengthOf(setCookies(page), 0)
      assert.equal(page.headers['cache-control'], 'public, max-age=0, must-revalidate')
    }
  })

  test('a wrong sign-in leaves no cookie, a cookie without a session is taken back', async ({
    assert,
  }) => {
    const wrong = await new Visitor('partner').post('/login', {
      email: 'a@b.example',
      password: 'x',
    })
    assert.lengthOf(setCookies(wrong), 0)
    const partner = await createPartner()
    const cookie = await cookieOf(partner.email)
    await revokeSessions(db.connection(), 'partner', partner.id)
    const page = await new Visitor('partner').get('/login', { cookie })
    assert.match(setCookies(page).join(), /^etalase=; Max-Age=0/)
  })

  test('pages of who is signed in are kept nowhere', async ({ assert }) => {
    const visitor = await signIn(await createPartner())
    const page = await visitor.get('/account')
    assert.equal(page.headers['cache-control'], 'private, no-store')
  })
})

test.group('Devices', () => {
  test('an account sees where it is signed in, and ends one or all of the others', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const [here, there, elsewhere] = [
      await signIn(partner),
      await signIn(partner),
      await signIn(partner),
    ]
    const page = await here.get('/account')
    assert.lengthOf(page.$('#devices tbody tr').toArray(), 3)
    assert.lengthOf(page.$('#devices b').toArray(), 1)
    await here.submit('#devices td form')
    const alive = [await there.get('/account'), await elsewhere.get('/account')]
    assert.lengthOf(
      alive.filter(({ url }) => url === '/account'),
      1
    )
    await here.submit('#devices form[action$="/others"]')
    for (const visitor of [there, elsewhere]) {
      assert.match((await visitor.get('/account')).url, /^\/login/)
    }
    assert.equal((await here.get('/account')).url, '/account')
  })

  test('a session of somebody else is not found', async ({ assert }) => {
    const victim = await createPartner()
    await signIn(victim)
    const [{ public_id: id }] = await db
      .from('sessions')
      .where({ user_kind: 'partner', user_id: victim.id })
    const visitor = await signIn(await createPartner())
    const page = await visitor.get('/account')
    const token = page.$('input[name=_csrf]').attr('value')!
    for (const wrong of [id, 'x', '%00', '1']) {
      assert.equal((await visitor.post(`/account/sessions/${wrong}`, { _csrf: token })).status, 404)
    }
    assert.lengthOf(await db.from('sessions').where('public_id', id), 1)
  })

  test('a new password signs the other devices out and is the one that counts', async ({
    assert,
  }) => {
    const staff = await createStaff('legal')
    const here = await signIn(staff)
    const there = await signIn(staff)
    await here.get('/account/password')
    const weak = await here.submit('main form', {
      password: PASSWORD,
      new_password: 'pendek12$&',
      password_confirmation: 'pendek12$&',
    })
    assert.include(weak.$('#f-new_password-error').text(), 'terlalu pendek')
    const wanted = 'hujan bulan juni 12'
    const wrong = await here.submit('main form', {
      password: 'bukan ini',
      new_password: wanted,
      password_confirmation: wanted,
    })
    assert.include(wrong.$('#f-code-error').text(), 'wajib diisi')
    const own = { new_password: wanted, password_confirmation: wanted, code: currentCode(staff) }
    const guessed = await here.submit('main form', { ...own, password: 'bukan ini' })
    assert.include(guessed.$('#f-password-error').text(), 'tidak cocok')
    // The code that opened this session opens nothing else.
    const used = await here.submit('main form', { ...own, password: PASSWORD })
    assert.include(used.$('#f-code-error').text(), 'sudah dipakai')
    travelBy(30_000)
    await here.submit('main form', { ...own, password: PASSWORD, code: currentCode(staff) })
    assert.match(here.page.url, /^\/account/)
    assert.match((await there.get('/account')).url, /^\/login/)
    const again = new Visitor('staff')
    await again.get('/login')
    assert.equal(
      (await again.submit('main form', { email: staff.email, password: PASSWORD })).status,
      422
    )
    await again.submit('main form', { email: staff.email, password: wanted })
    assert.equal(again.page.url, '/login/code')
  })
})

test.group('Forms of other sites', () => {
  for (const [title, headers, status] of [
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sibling host', { 'sec-fetch-site': 'same-site' }, 403],
    ['an odd word', { 'sec-fetch-site': 'Same-Origin ' }, 403],
    ['an older browser on another site', { origin: 'https://evil.example' }, 403],
    ['an older browser on a sibling host', { origin: 'http://stores.localhost' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['the address bar', { 'sec-fetch-site': 'none' }, 422],
    ['a program without cookies', {}, 422],
  ] as const) {
    test(`a form from ${title} gets ${status}`, async ({ assert }) => {
      const answer = await bare('/login', headers)
      assert.equal(answer.status, status)
    })
  }

  test('a program that has a cookie but says nothing of where it comes from is refused', async ({
    assert,
  }) => {
    const answer = await bare('/login', { cookie: 'anything=1' })
    assert.equal(answer.status, 403)
  })

  test('who is signed in needs the token of the form, too', async ({ assert }) => {
    const visitor = await signIn(await createPartner())
    const page = await visitor.get('/account/edit')
    const without = await visitor.post('/account/edit', { name: 'Penipu' })
    assert.equal(without.status, 419)
    const wrong = await visitor.post('/account/edit', { name: 'Penipu', _csrf: 'x' })
    assert.equal(wrong.status, 419)
    const other = await signIn(await createPartner())
    await other.get('/account/edit')
    const borrowed = other.page.$('input[name=_csrf]').attr('value')!
    assert.equal((await visitor.post('/account/edit', { _csrf: borrowed })).status, 419)
    const token = page.$('input[name=_csrf]').attr('value')!
    assert.equal((await visitor.post('/account/edit', { _csrf: token })).status, 422)
    assert.equal((await visitor.post('/logout', {})).status, 419)
  })

  /** Without the headers that a visitor sends by itself. */
  function bare(path: string, headers: Record<string, string>) {
    const visitor = new Visitor('partner')
    return visitor.post(path, {}, { 'sec-fetch-site': '', ...headers })
  }

  test('a request under way does not bring back a session that was revoked meanwhile', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const ctx = {
      request: { ip: () => '127.0.0.1', header: () => 'test' },
    } as unknown as HttpContext
    const id = publicId()
    await databaseSessions(ctx).write(id, { auth_partner: partner.id })
    const underWay = databaseSessions(ctx)
    assert.deepEqual(await underWay.read(id), { auth_partner: partner.id })
    await revokeSessions(db.connection(), 'partner', partner.id)
    await underWay.write(id, { auth_partner: partner.id, csrf: 'new' })
    assert.isNull(await databaseSessions(ctx).read(id))
    // One that is new to this request, as after a sign-in, is written.
    await underWay.write(publicId(), { auth_partner: partner.id })
    const rows = await db.from('sessions').where({ user_kind: 'partner', user_id: partner.id })
    assert.lengthOf(rows, 1)
  })

  test("a session that a sign-in writes after its password was replaced is nobody's", async ({
    assert,
  }) => {
    for (const account of [
      await createPartner(),
      await createCustomer('production'),
      await createStaff('qa'),
    ]) {
      const visitor = await signIn(account)
      assert.equal((await visitor.get('/account')).url, '/account')
      // As a reset leaves it that ended all sessions a moment before this one was written.
      await account.merge({ password: await hash.make('Pemilik99$baru') }).save()
      assert.match((await visitor.get('/account')).url, /^\/login/)
    }
  })
})
