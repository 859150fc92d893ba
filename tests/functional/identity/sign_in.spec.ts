import { test } from '@japa/runner'
import { spend } from '#core/limits'
import db from '@adonisjs/lucid/services/db'
import { transaction } from '#shared/database/main'
import { clock, travelBack, travelBy } from '#shared/clock'
import type { Door } from '#core/http/surfaces'
import Staff from '#identity/models/staff'
import { acceptSecondFactor } from '#identity/actions/accept_second_factor'
import { enrolSecondFactor } from '#identity/actions/enrol_second_factor'
import { setPassword } from '#identity/actions/change_password'
import { totpCode, totpStep } from '#identity/second_factor/totp'
import {
  createCustomer,
  createPartner,
  createStaff,
  currentCode,
  freshEmail,
  PASSWORD,
  signIn,
} from '#tests/support/accounts'
import { createRegistration } from '#tests/support/registrations'
import { Visitor } from '#tests/support/visitor'

const WRONG = 'Email atau sandi tidak cocok.'

async function tryToSignIn(
  door: Door,
  email: string,
  password: string,
  visitor = new Visitor(door)
) {
  await visitor.get('/login')
  return visitor.submit('main form', { email, password })
}

test.group('Sign-in', (group) => {
  group.each.teardown(() => travelBack())

  test('a partner signs in, sees their name and signs out', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    assert.notEqual((await visitor.get('/login')).url, '/login')
    const page = await visitor.get('/account')
    assert.include(page.text, 'Bagas Wirawan')
    const left = await visitor.submit('form[action$="/logout"]')
    assert.match([left.headers['set-cookie'] ?? ''].flat().join(), /^$|etalase=;/)
    const after = await visitor.get('/account')
    assert.match(after.url, /^\/login\?next=/)
  })

  test('a customer of one store is nobody in the other', async ({ assert }) => {
    const customer = await createCustomer('production')
    const page = await tryToSignIn('devstore', customer.email, PASSWORD)
    assert.equal(page.status, 422)
    assert.include(page.text, WRONG)
    assert.equal((await tryToSignIn('store', customer.email, PASSWORD)).status < 400, true)
  })

  test('a wrong password and an unknown address get the same answer', async ({ assert }) => {
    const partner = await createPartner()
    const wrong = await tryToSignIn('partner', partner.email, 'lainlagi99$$')
    const unknown = await tryToSignIn('partner', freshEmail(), 'lainlagi99$$')
    for (const page of [wrong, unknown]) {
      assert.equal(page.status, 422)
      assert.equal(page.$('#f-email-error').text().trim(), WRONG)
      assert.equal(page.$('#f-password').attr('value'), undefined)
    }
    assert.equal(wrong.$('#f-email').attr('value'), partner.email)
  })

  test('only who knows the password hears that an account is disabled', async ({ assert }) => {
    const disabled = await createPartner({ status: 'disabled' })
    assert.include((await tryToSignIn('partner', disabled.email, PASSWORD)).text, 'dinonaktifkan')
    assert.include((await tryToSignIn('partner', disabled.email, 'salah11$$')).text, WRONG)
  })

  test('[R2.3] what waits for activation opens nothing, and tells nothing of its address', async ({
    assert,
  }) => {
    const known = await createPartner()
    const waiting = await createRegistration()
    await createRegistration({ email: known.email, password: 'lainlagi99$$' })
    const pages = [
      await tryToSignIn('partner', waiting.email, PASSWORD),
      await tryToSignIn('partner', known.email, 'lainlagi99$$'),
      await tryToSignIn('partner', freshEmail(), PASSWORD),
    ]
    for (const page of pages) {
      assert.equal(page.status, 422)
      assert.equal(page.$('#f-email-error').text().trim(), WRONG)
    }
  })

  test('an account that becomes disabled is signed out at its next request', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    partner.status = 'disabled'
    await partner.save()
    const page = await visitor.get('/account')
    assert.match(page.url, /^\/login/)
  })

  test('tries for one account are limited from one network, and right there the right password is refused', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = new Visitor('partner')
    const send = (password: string) => visitor.post('/login', { email: partner.email, password })
    for (let tries = 0; tries < 10; tries++) await send('salah11$$')
    const page = await send(PASSWORD)
    assert.equal(page.status, 422)
    assert.include(page.text, 'Terlalu banyak percobaan')
  })

  test('tries of strangers lock nobody out: neither from elsewhere, nor from a browser that the account knows', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const own = new Visitor('partner')
    const right = { email: partner.email, password: PASSWORD }
    await own.post('/login', right)
    assert.equal(own.page.url, '/')
    await own.get('/account')
    await own.submit('form[action$="/logout"]')
    for (let tries = 0; tries < 12; tries++)
      await new Visitor('partner').post('/login', { ...right, password: 'salah11$$' })
    assert.equal((await tryToSignIn('partner', partner.email, PASSWORD)).url, '/')

    // Over all networks there is an end, and it is not the owner's.
    for (let tries = 0; tries < 100; tries++)
      await spend('sign_in_strangers', `partner:${partner.email}`)
    const stranger = await tryToSignIn('partner', partner.email, PASSWORD)
    assert.include(stranger.text, 'Terlalu banyak percobaan')
    assert.equal((await own.post('/login', right)).url, '/')
  })

  test('a browser that another account knows is a stranger, and a known one has its own end', async ({
    assert,
  }) => {
    const [partner, other] = [await createPartner(), await createPartner()]
    for (let tries = 0; tries < 100; tries++)
      await spend('sign_in_strangers', `partner:${partner.email}`)
    const foreign = new Visitor('partner')
    await foreign.post('/login', { email: other.email, password: PASSWORD })
    await foreign.get('/account')
    await foreign.submit('form[action$="/logout"]')
    const right = { email: partner.email, password: PASSWORD }
    const refused = await foreign.post('/login', right)
    assert.include(refused.text, 'Terlalu banyak percobaan')

    for (let tries = 0; tries < 10; tries++)
      await foreign.post('/login', { email: other.email, password: 'salah11$$' })
    const known = await foreign.post('/login', { email: other.email, password: PASSWORD })
    assert.include(known.text, 'Terlalu banyak percobaan')
  })

  test('tries in the trial store lock nobody out of the other', async ({ assert }) => {
    const customer = await createCustomer('production')
    for (let tries = 0; tries < 100; tries++)
      await spend('sign_in_strangers', `customer:development:${customer.email}`)
    const right = { email: customer.email, password: PASSWORD }
    const trial = await new Visitor('devstore').post('/login', right)
    assert.include(trial.text, 'Terlalu banyak percobaan')
    const page = await new Visitor('store').post('/login', right)
    assert.equal(page.status, 200)
    assert.notMatch(page.url, /login/)
  })

  test('tries from one address are limited, for whatever account', async ({ assert }) => {
    const visitor = new Visitor('partner')
    for (let tries = 0; tries < 20; tries++) {
      const page = await visitor.post('/login', { email: freshEmail(), password: 'salah11$$' })
      assert.equal(page.status, 422)
    }
    const page = await visitor.post('/login', { email: freshEmail(), password: 'salah11$$' })
    assert.equal(page.status, 429)
    assert.equal(page.headers['retry-after'], '60')
  })

  test('the session gets a new id with each step of signing in', async ({ assert }) => {
    const staff = await createStaff('legal')
    const visitor = new Visitor('staff')
    const asked = await visitor.post('/login', { email: staff.email, password: PASSWORD })
    const before = cookieOf(asked.headers)!
    const entered = await visitor.post('/login/code', { code: currentCode(staff) })
    const after = cookieOf(entered.headers)
    assert.notEqual(after ?? '', before)
    assert.equal((await visitor.get('/account')).status, 200)
    const page = await new Visitor('staff').get('/account', { cookie: before })
    assert.match(page.url, /^\/login/)
  })

  for (const [next, expected] of [
    ['/contents/new?from=mail', '/contents/new?from=mail'],
    ['/en/account', '/en/account'],
    ['https://evil.example/', '/'],
    ['//evil.example/', '/'],
    ['/\\evil.example/', '/'],
    ['/\t/evil.example/', '/'],
    ['/%0d%0aset-cookie:x=1', '/%0d%0aset-cookie:x=1'],
    ['javascript:alert(1)', '/'],
    ['http://mitra.localhost:1/account', '/'],
  ] as const) {
    test(`after sign-in, next=${JSON.stringify(next)} leads to ${expected}`, async ({ assert }) => {
      const partner = await createPartner()
      const visitor = new Visitor('partner')
      const page = await visitor.post('/login', { email: partner.email, password: PASSWORD, next })
      assert.equal(page.url, expected)
    })
  }

  test('hostile input is refused with the field’s own message, in both languages', async ({
    assert,
  }) => {
    for (const [path, missing, email] of [
      ['/login', 'wajib diisi', 'alamat email'],
      ['/en/login', 'required', 'email address'],
    ] as const) {
      const visitor = new Visitor('partner')
      const empty = await visitor.post(path, {})
      assert.equal(empty.status, 422)
      assert.include(empty.$('#f-email-error').text(), missing)
      assert.include(empty.$('#f-password-error').text(), missing)
      const long = await visitor.post(path, {
        email: 'a'.repeat(100_000),
        password: 'b'.repeat(100_000),
      })
      assert.equal(long.status, 422)
      const odd = await visitor.post(path, { 'email[]': 'a@b.example', 'password': 'x' })
      assert.equal(odd.status, 422)
      const markup = await visitor.post(path, {
        email: '"><script>alert(1)</script>',
        password: 'x',
      })
      assert.include(markup.$('#f-email-error').text(), email)
      assert.equal(markup.$('#f-email').attr('value'), '"><script>alert(1)</script>')
      assert.equal(
        (await visitor.post(path, { email: 'a\0@b.example', password: 'x\0' })).status,
        422
      )
    }
  })
})

test.group('Sign-in of staff', (group) => {
  group.each.teardown(() => travelBack())

  test('[R4.2] the password alone opens nothing; the code does, once', async ({ assert }) => {
    const staff = await createStaff('legal')
    const visitor = new Visitor('staff')
    await visitor.get('/login')
    const asked = await visitor.submit('main form', { email: staff.email, password: PASSWORD })
    assert.equal(asked.url, '/login/code')
    assert.match((await visitor.get('/account')).url, /^\/login/)
    await visitor.get('/login/code')
    const refused = await visitor.submit('main form', { code: '000000' })
    assert.equal(refused.status, 422)
    const code = currentCode(staff)
    await visitor.submit('main form', { code: `${code.slice(0, 3)} ${code.slice(3)}` })
    assert.equal((await visitor.get('/account')).status, 200)

    const thief = new Visitor('staff')
    await thief.get('/login')
    await thief.submit('main form', { email: staff.email, password: PASSWORD })
    const replay = await thief.submit('main form', { code })
    assert.equal(replay.status, 422)
    assert.include(replay.text, 'sudah dipakai')
  })

  test('[R4.2] a first sign-in enrols an authenticator, a second never shows the secret', async ({
    assert,
  }) => {
    const staff = await createStaff('qa', { totpSecret: null })
    const visitor = new Visitor('staff')
    await visitor.get('/login')
    const page = await visitor.submit('main form', { email: staff.email, password: PASSWORD })
    const uri = new URL(page.$('a[href^="otpauth:"]').attr('href')!)
    const secret = uri.searchParams.get('secret')!
    assert.match(secret, /^[A-Z2-7]{32}$/)
    const wrong = await visitor.submit('main form', { code: '123' })
    assert.include(wrong.text, secret)
    await visitor.submit('main form', { code: totpCode(secret, totpStep(clock.now().toMillis())) })
    assert.equal((await visitor.get('/account')).status, 200)
    const kept = await Staff.findOrFail(staff.id)
    assert.equal(kept.totpSecret, secret)
    const [row] = await db.from('staff').where('id', staff.id).select('totp_secret')
    assert.notInclude(row.totp_secret, secret)

    const again = new Visitor('staff')
    await again.get('/login')
    const next = await again.submit('main form', { email: staff.email, password: PASSWORD })
    assert.equal(next.$('a[href^="otpauth:"]').length, 0)
  })

  test('a sign-in that waits for its code ends with the password that began it', async ({
    assert,
  }) => {
    const staff = await createStaff('qa', { totpSecret: null })
    const visitor = new Visitor('staff')
    await visitor.get('/login')
    const page = await visitor.submit('main form', { email: staff.email, password: PASSWORD })
    const uri = new URL(page.$('a[href^="otpauth:"]').attr('href')!)
    const secret = uri.searchParams.get('secret')!
    await transaction((trx) =>
      setPassword(trx, 'staff', staff, { hashed: 'another', event: 'staff.password_reset' })
    )
    await visitor.submit('main form', { code: totpCode(secret, totpStep(clock.now().toMillis())) })
    assert.match((await visitor.get('/account')).url, /^\/login/)
    assert.isNull((await Staff.findOrFail(staff.id)).totpSecret)
    // Even where the reset came between the look and the write.
    const stale = await Staff.findOrFail(staff.id)
    await db.from('staff').where('id', staff.id).update({ password: 'a third' })
    const code = totpCode(secret, totpStep(clock.now().toMillis()))
    assert.isFalse((await enrolSecondFactor('staff', stale, secret, code)).ok)
    const enrolled = await createStaff('qa')
    await db.from('staff').where('id', enrolled.id).update({ password: 'a third' })
    assert.isFalse((await acceptSecondFactor('staff', enrolled, currentCode(enrolled))).ok)
  })

  test('two first sign-ins at once: one authenticator is kept, the other refused', async ({
    assert,
  }) => {
    const staff = await createStaff('qa', { totpSecret: null })
    const visitors = [new Visitor('staff'), new Visitor('staff')]
    const secrets: string[] = []
    for (const visitor of visitors) {
      await visitor.get('/login')
      const page = await visitor.submit('main form', { email: staff.email, password: PASSWORD })
      secrets.push(new URL(page.$('a[href^="otpauth:"]').attr('href')!).searchParams.get('secret')!)
    }
    const step = totpStep(clock.now().toMillis())
    await visitors[0]!.submit('main form', { code: totpCode(secrets[0]!, step) })
    const late = await visitors[1]!.submit('main form', { code: totpCode(secrets[1]!, step) })
    assert.equal(late.status, 422)
  })

  test('a password that was right ten minutes ago is asked again', async ({ assert }) => {
    const staff = await createStaff('finance')
    const visitor = new Visitor('staff')
    await visitor.get('/login')
    await visitor.submit('main form', { email: staff.email, password: PASSWORD })
    travelBy(11 * 60_000)
    const page = await visitor.submit('main form', { code: currentCode(staff) })
    assert.equal(page.url, '/login')
  })

  test('codes are limited for the account', async ({ assert }) => {
    const staff = await createStaff('finance')
    for (let tries = 0; tries < 6; tries++) {
      const visitor = new Visitor('staff')
      await visitor.get('/login')
      await visitor.submit('main form', { email: staff.email, password: PASSWORD })
      assert.equal((await visitor.submit('main form', { code: '000000' })).status, 422)
    }
    const visitor = new Visitor('staff')
    await visitor.get('/login')
    await visitor.submit('main form', { email: staff.email, password: PASSWORD })
    const page = await visitor.submit('main form', { code: currentCode(staff) })
    assert.include(page.text, 'Terlalu banyak percobaan')
  })
})

function cookieOf(headers: Record<string, string | string[] | undefined>): string | undefined {
  const [first] = [headers['set-cookie'] ?? []].flat()
  return first?.split(';')[0]
}
