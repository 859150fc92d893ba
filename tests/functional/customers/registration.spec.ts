import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { Door } from '#core/http/surfaces'
import Customer from '#customers/models/customer'
import { travelBack, travelBy } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { spend } from '#core/limits'
import { createCustomer, createPartner, freshEmail, PASSWORD } from '#tests/support/accounts'
import { readCaptcha } from '#tests/support/captcha'
import {
  activationPath,
  createRegistration,
  fillRegistration,
  mailsTo,
} from '#tests/support/registrations'
import { Visitor } from '#tests/support/visitor'

const HOUR = 3_600_000

function customerForm(overrides: Record<string, string | undefined> = {}) {
  return {
    email: freshEmail('pelanggan'),
    name: 'Dewi Lestari',
    password: PASSWORD,
    password_confirmation: PASSWORD,
    agree: '1',
    ...overrides,
  }
}

async function register(
  door: Door,
  overrides: Record<string, string | undefined> = {},
  path = '/register'
) {
  const visitor = new Visitor(door)
  const form = customerForm(overrides)
  const page = await visitor.get(path)
  await visitor.submit('main form', { ...form, ...readCaptcha(page) })
  return { visitor, email: form.email!.toLowerCase() }
}

async function activateNewest(visitor: Visitor, email: string) {
  await visitor.get(activationPath((await mailsTo(email)).at(-1)!.text))
  return visitor.submit('main form')
}

test.group('Customer registration', (group) => {
  group.each.teardown(() => travelBack())

  test('[R4.2] the mail to an address that nobody has proven holds no word of who typed it', async ({
    assert,
  }) => {
    const words = 'Menang Rp 10.000.000, klik http://jahat.example'
    const { email } = await register('store', { name: words })
    const [mail] = await mailsTo(email)
    assert.include(mail!.text, '/activate/')
    for (const text of [mail!.text, mail!.subject]) assert.notInclude(text, 'jahat')
  })

  test('[R4.2] an address gets so many mails of registrations an hour, known or not; who registers it reads the same', async ({
    assert,
  }) => {
    const known = await createCustomer('production')
    for (const wanted of [freshEmail('korban'), known.email]) {
      for (let times = 0; times < 5; times++) await spend('resend', `customer:production:${wanted}`)
      const { visitor, email } = await register('store', { email: wanted })
      assert.equal(visitor.page.url, '/register/sent')
      assert.lengthOf(await mailsTo(email), 0)
      const trial = await register('devstore', { email: wanted })
      assert.lengthOf(await mailsTo(trial.email), 1)
    }
  })

  test('[R4.2] a customer registers, opens the mailed link, presses the button and is signed in', async ({
    assert,
  }) => {
    const { visitor, email } = await register('store')
    assert.equal(visitor.page.url, '/register/sent')
    const [mail] = await mailsTo(email)
    assert.notInclude(mail!.text, PASSWORD)
    assert.equal(mail!.subject, 'Aktifkan akun Anda')
    const path = activationPath(mail!.text)
    await new Visitor('store').get(path)
    assert.isNull(await Customer.findBy({ email }))
    await visitor.get(path)
    const landed = await visitor.submit('main form')
    assert.match(landed.url, /^\/account/)
    assert.include(landed.text, 'Dewi Lestari')
    assert.equal((await Customer.findByOrFail({ email })).status, 'active')
    assert.equal((await new Visitor('store').get(path)).status, 410)
  })

  test('[R4] an account belongs to one store: link, sign-in and address of one are nothing in the other', async ({
    assert,
  }) => {
    const { email } = await register('devstore')
    const [mail] = await mailsTo(email)
    assert.match(mail!.subject, /^\[UJI COBA\]/)
    assert.include(mail!.text, 'http://devstores.localhost')
    const path = activationPath(mail!.text)
    assert.equal((await new Visitor('store').get(path)).status, 410)
    const stray = await new Visitor('store').post(path, { password: PASSWORD })
    assert.equal(stray.status, 410)
    assert.isNull(await Customer.findBy({ email }))
    const here = new Visitor('devstore')
    assert.equal((await here.get(path)).status, 200)
    await here.post(path, { password: PASSWORD })
    const { visitor } = await register('store', { email })
    await activateNewest(visitor, email)
    assert.lengthOf(await Customer.query().where('email', email), 2)
  })

  test('[R4.2] a known address is not revealed; its owner is told', async ({ assert }) => {
    const customer = await createCustomer('production')
    const { visitor } = await register('store', { email: customer.email, name: 'Orang Lain' })
    assert.equal(visitor.page.url, '/register/sent')
    const mails = await mailsTo(customer.email)
    assert.deepEqual(
      mails.map(({ subject }) => subject),
      ['Anda sudah punya akun']
    )
    assert.equal((await Customer.findOrFail(customer.id)).name, 'Dewi Lestari')
  })

  test('[R4.2] the same registration sent twice at once makes one account', async ({ assert }) => {
    const email = freshEmail()
    await Promise.all([register('store', { email }), register('store', { email })])
    const paths = (await mailsTo(email)).map(({ text }) => activationPath(text))
    const pages = await Promise.all(
      paths.map((path) => new Visitor('store').post(path, { password: PASSWORD }))
    )
    assert.deepEqual(pages.map(({ status }) => status === 410).sort(), [false, true])
    assert.lengthOf(await Customer.query().where('email', email), 1)
  })

  for (const [field, value, id, en] of [
    ['email', '', 'Email wajib diisi', 'Email is required'],
    ['name', 'D', 'paling sedikit 2', 'at least 2'],
    ['password', 'abcdef', '2 huruf, 2 angka', '2 letters, 2 digits'],
    ['password', 'sayang12@@', 'pernah bocor', 'leaked'],
    ['agree', undefined, 'setujui Term of Service', 'agree to the Term of Service'],
  ] as const) {
    test(`[R4.2] ${field} = ${JSON.stringify(value)} gets its own message in both languages`, async ({
      assert,
    }) => {
      for (const [path, message] of [
        ['/register', id],
        ['/en/register', en],
      ] as const) {
        const form = customerForm({ [field]: value })
        const page = await new Visitor('store').post(path, form)
        assert.equal(page.status, 422)
        assert.include(page.$(`#f-${field}-error`).text(), message)
        if (field !== 'name') assert.equal(page.$('#f-name').attr('value'), 'Dewi Lestari')
        assert.isNull(await Customer.findBy({ email: form.email ?? '' }))
      }
    })
  }

  test('[R4.2] all that is wrong is listed at once, each field named once, the captcha among them', async ({
    assert,
  }) => {
    for (const [path, expected] of [
      [
        '/register',
        [
          'Tulis alamat email yang lengkap, misalnya nama@perusahaan.example.',
          'Nama wajib diisi.',
          'Confirm Password: Belum sama dengan sandi di atas.',
          'Isi captcha.',
        ],
      ],
      [
        '/en/register',
        [
          'Write a complete email address, such as name@company.example.',
          'Name is required.',
          'Confirm password: It is not the same as the password above.',
          'Fill in the captcha.',
        ],
      ],
    ] as const) {
      const form = customerForm({ email: 'x', name: '', password_confirmation: 'lain' })
      const page = await new Visitor('store').post(path, form)
      const lines = page.$('.summary li').map((_, line) => page.$(line).text().trim())
      assert.deepEqual(lines.get(), [...expected])
    }
  })

  test('[R4.2] hostile values and a missing captcha change nothing', async ({ assert }) => {
    const [before] = await db.from('customers').count('* as n')
    for (const hostile of ['a'.repeat(100_000), 'De\0wi', '\u202eDewi']) {
      for (const name of ['email', 'name', 'password']) {
        const page = await new Visitor('devstore').post(
          '/register',
          customerForm({ [name]: hostile })
        )
        assert.equal(page.status, 422)
      }
    }
    const page = await new Visitor('devstore').post(
      '/register',
      customerForm({ name: '<b>Dewi</b>' })
    )
    assert.include(page.$('#f-captcha-error').text(), 'Isi captcha')
    assert.equal(page.$('#f-name').attr('value'), '<b>Dewi</b>')
    const [after] = await db.from('customers').count('* as n')
    assert.equal(Number(after.n), Number(before.n))
  })

  test('[R4.2] somebody else’s registration of my address is no account of theirs, mine is not touched by it', async ({
    assert,
  }) => {
    const email = freshEmail('korban')
    const theirs = { password: 'penipu77$$', password_confirmation: 'penipu77$$' }
    const { visitor: attacker } = await register('store', { email, name: 'Penipu', ...theirs })
    const { visitor } = await register('store', { email })
    await register('store', { email, name: 'Penipu', ...theirs })
    const paths = (await mailsTo(email)).map(({ text }) => activationPath(text))
    const victim = new Visitor('store')
    for (const path of [paths[0]!, paths[2]!]) {
      const page = await victim.get(path)
      assert.include(page.text, 'Bukan Anda yang mendaftar?')
      for (const password of ['', PASSWORD]) {
        const refused = await victim.submit('main form', { password })
        assert.equal(refused.status, 422)
        assert.lengthOf(refused.$('#f-password-error').toArray(), 1)
      }
    }
    assert.isNull(await Customer.findBy({ email }))
    await visitor.get(paths[1]!)
    assert.match((await visitor.submit('main form')).url, /^\/account/)
    assert.equal((await Customer.findByOrFail({ email })).name, 'Dewi Lestari')
    for (const path of [paths[0]!, paths[2]!]) assert.equal((await attacker.get(path)).status, 410)
    const signIn = await attacker.post('/login', { email, password: theirs.password })
    assert.equal(signIn.status, 422)
    assert.lengthOf(await db.from('customer_registrations').where('email', email), 0)
  })

  test('[R4.2] a link ends after 48 hours, a new one can be had, for this store only', async ({
    assert,
  }) => {
    const { email } = await register('store', {}, '/en/register')
    const [first] = await mailsTo(email)
    assert.equal(first!.subject, 'Activate your account')
    travelBy(48 * HOUR + 1000)
    assert.equal((await new Visitor('store').post(activationPath(first!.text))).status, 410)
    await new Visitor('devstore').post('/activate/resend', { email })
    assert.lengthOf(await mailsTo(email), 1)
    await new Visitor('store').post('/activate/resend', { email })
    const mails = await mailsTo(email)
    const visitor = new Visitor('store')
    await visitor.get(activationPath(mails[1]!.text))
    const landed = await visitor.submit('main form', { password: PASSWORD })
    assert.match(landed.url, /^\/en\/account/)
  })
})

test.group('Customers bound to a partner', () => {
  const bindings = async (email: string) =>
    db
      .from('customer_bindings')
      .join('customers', 'customers.id', 'customer_bindings.customer_id')
      .where('customers.email', email)
      .select('partner_id', 'via', 'environment')

  async function activate(door: Door, email: string) {
    const { visitor } = await register(door, { email })
    await activateNewest(visitor, email)
  }

  test('[R4.3] an activated customer of the development store is bound by the partner’s address', async ({
    assert,
  }) => {
    const partner = await createPartner()
    await activate('devstore', partner.email)
    assert.deepEqual(await bindings(partner.email), [
      { partner_id: partner.id, via: 'email', environment: 'development' },
    ])
  })

  test('[R4.3] a customer that somebody else registered with the partner’s address is never bound', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { visitor: attacker } = await register('devstore', {
      email: partner.email,
      password: 'penipu77$$',
      password_confirmation: 'penipu77$$',
    })
    const path = activationPath((await mailsTo(partner.email)).at(-1)!.text)
    await new Visitor('devstore').post(path, {})
    await new Visitor('devstore').post(path, { password: PASSWORD })
    assert.lengthOf(await bindings(partner.email), 0)
    await attacker.post('/login', { email: partner.email, password: 'penipu77$$' })
    assert.match((await attacker.get('/account')).url, /^\/login/)
    await activate('devstore', partner.email)
    assert.lengthOf(await bindings(partner.email), 1)
    await attacker.post('/login', { email: partner.email, password: 'penipu77$$' })
    assert.match((await attacker.get('/account')).url, /^\/login/)
  })

  test('[R4.3] not before activation, not in production, not by another address, not to a waiting partner', async ({
    assert,
  }) => {
    const partner = await createPartner()
    await register('devstore', { email: partner.email })
    assert.lengthOf(await bindings(partner.email), 0)
    const other = await createPartner()
    await activate('store', other.email)
    assert.lengthOf(await bindings(other.email), 0)
    const waiting = await createRegistration()
    await activate('devstore', waiting.email)
    assert.lengthOf(await bindings(waiting.email), 0)
  })

  test('[R4.3] a partner who tried the store first is bound when their account becomes active', async ({
    assert,
  }) => {
    const email = freshEmail()
    await activate('devstore', email)
    const visitor = new Visitor('partner')
    await fillRegistration(visitor, { email })
    await visitor.submit('main form')
    const mail = (await mailsTo(email)).at(-1)!
    await visitor.get(activationPath(mail.text))
    await visitor.submit('main form')
    await drainOutbox()
    assert.lengthOf(await bindings(email), 1)
  })
})
