import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { bindByEmail } from '#customers/actions/bind_by_email'
import { requestBankChange } from '#partners/actions/change_bank'
import Partner from '#partners/models/partner'
import { clock, travelBack, travelBy } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { drainOutbox } from '#shared/outbox/worker'
import {
  createCustomer,
  createPartner,
  freshEmail,
  PASSWORD,
  signIn,
} from '#tests/support/accounts'
import { createApprovedVersion, request } from '#tests/support/pks'
import { mailsTo } from '#tests/support/registrations'
import { Visitor } from '#tests/support/visitor'

const HOUR = 3_600_000

async function ask(visitor: Visitor, email: string, password = PASSWORD, prefix = '') {
  await visitor.get(`${prefix}/account/email`)
  return visitor.submit('form[data-form=email]', { email, password })
}

async function linksTo(address: string): Promise<string[]> {
  return (await mailsTo(address)).flatMap(
    ({ text }) => /https?:\/\/[^/\s]+((?:\/en)?\/email\/[\w-]{43})/.exec(text)?.slice(1, 2) ?? []
  )
}

/** Opens a link in a browser of its own and presses one of its buttons. */
async function press(path: string, value: 'confirm' | 'cancel') {
  const visitor = new Visitor('partner')
  await visitor.get(path)
  return visitor.submit('main form', {}, { name: 'decision', value })
}

async function subjects(address: string): Promise<string[]> {
  return (await mailsTo(address)).map(({ subject }) => subject)
}

async function eventsOf(partner: Partner): Promise<{ type: string; data: string }[]> {
  return db.from('audit_events').where('subject_id', partner.publicId).orderBy('id')
}

async function begun() {
  const partner = await createPartner()
  const email = freshEmail('baru')
  const visitor = await signIn(partner)
  await ask(visitor, email)
  const [oldLink] = await linksTo(partner.email)
  const [newLink] = await linksTo(email)
  return { partner, email, visitor, oldLink: oldLink!, newLink: newLink! }
}

test.group('Change of a partner’s address', (group) => {
  group.each.teardown(() => travelBack())

  for (const first of ['old', 'new'] as const) {
    test(`[R2] both addresses have to press their link, the ${first} one first; nothing changes before`, async ({
      assert,
    }) => {
      const { partner, email, visitor, oldLink, newLink } = await begun()
      assert.include(visitor.page.text, 'Menunggu konfirmasi')
      const order = first === 'old' ? [oldLink, newLink] : [newLink, oldLink]
      for (const path of order) {
        for (let scans = 0; scans < 2; scans++) {
          const opened = await new Visitor('partner').get(path)
          assert.equal(opened.status, 200)
          assert.equal(opened.headers['cache-control'], 'private, no-store')
        }
      }
      assert.equal((await Partner.findOrFail(partner.id)).email, partner.email)
      assert.equal((await press(order[0]!, 'confirm')).url, '/email/done?as=half')
      assert.equal((await Partner.findOrFail(partner.id)).email, partner.email)
      assert.equal((await new Visitor('partner').get(order[0]!)).status, 410)
      const waiting = await visitor.get('/account/email')
      assert.lengthOf(waiting.$('#waiting .is-ok').toArray(), 1)
      const done = await press(order[1]!, 'confirm')
      assert.equal(done.url, '/email/done?as=done')
      assert.equal((await Partner.findOrFail(partner.id)).email, email)
      assert.include(await subjects(partner.email), 'Email akun Anda sudah diganti')
      assert.include(await subjects(email), 'Email akun Anda sudah diganti')
      for (const path of order) assert.equal((await new Visitor('partner').get(path)).status, 410)

      const at = new Visitor('partner')
      assert.equal(
        (await at.post('/login', { email: partner.email, password: PASSWORD })).status,
        422
      )
      assert.equal((await at.post('/login', { email, password: PASSWORD })).url, '/')
      const types = (await eventsOf(partner)).map(({ type }) => type)
      const changes = types.filter((type) => type.startsWith('partner.email_'))
      assert.deepEqual(changes, [
        'partner.email_change_requested',
        'partner.email_change_confirmed',
        'partner.email_change_confirmed',
        'partner.email_changed',
      ])
      const trail = JSON.stringify(await eventsOf(partner))
      assert.notInclude(trail, email)
      assert.notInclude(trail, partner.email)
    })
  }

  test('[R2] who has the present address says that it was not them: the change is off, every device is out', async ({
    assert,
  }) => {
    const { partner, visitor, oldLink, newLink } = await begun()
    await press(newLink, 'confirm')
    const page = await press(oldLink, 'cancel')
    assert.equal(page.url, '/email/done?as=cancelled')
    assert.include(page.text, 'buat sandi baru')
    assert.match((await visitor.get('/account')).url, /^\/login/)
    assert.equal((await new Visitor('partner').get(oldLink)).status, 410)
    assert.equal((await Partner.findOrFail(partner.id)).email, partner.email)
    assert.include(await subjects(partner.email), 'Penggantian email dibatalkan')
    const last = (await eventsOf(partner)).at(-1)!
    assert.equal(last.type, 'partner.email_change_cancelled')
    assert.equal(JSON.parse(last.data).via, 'old')
  })

  test('who has the wanted address may refuse; it signs nobody out', async ({ assert }) => {
    const { partner, visitor, oldLink, newLink } = await begun()
    await press(oldLink, 'confirm')
    assert.equal((await press(newLink, 'cancel')).url, '/email/done?as=cancelled')
    assert.equal((await visitor.get('/account')).status, 200)
    assert.equal((await Partner.findOrFail(partner.id)).email, partner.email)
  })

  test('the partner gives it up, or asks for another: the former links are nothing', async ({
    assert,
  }) => {
    const { partner, email, visitor, oldLink, newLink } = await begun()
    const other = freshEmail('lain')
    await ask(visitor, other)
    for (const path of [oldLink, newLink])
      assert.equal((await new Visitor('partner').get(path)).status, 410)
    const [, second] = await linksTo(partner.email)
    await visitor.get('/account/email')
    assert.notInclude(visitor.page.text, email)
    await visitor.submit('form[action$="/cancel"]')
    assert.equal(visitor.page.url, '/account/email?cancelled=1')
    assert.equal((await new Visitor('partner').get(second!)).status, 410)
    const [row] = await db
      .from('partner_email_changes')
      .where({ partner_id: partner.id, status: 'open' })
      .count('* as n')
    assert.equal(Number(row.n), 0)
  })

  test('[R2] the links run out together after 48 hours, pressed half or not', async ({
    assert,
  }) => {
    const { partner, oldLink, newLink } = await begun()
    await press(oldLink, 'confirm')
    travelBy(48 * HOUR + 60_000)
    assert.equal((await new Visitor('partner').get(newLink)).status, 410)
    const late = await new Visitor('partner').post(newLink, { decision: 'confirm' })
    assert.equal(late.status, 410)
    assert.equal((await Partner.findOrFail(partner.id)).email, partner.email)
  })

  test('the links are sent again to who has not pressed yet, and both of one side count once', async ({
    assert,
  }) => {
    const { partner, email, visitor, oldLink } = await begun()
    await press(oldLink, 'confirm')
    await visitor.get('/account/email')
    await visitor.submit('form[action$="/resend"]')
    assert.lengthOf(await linksTo(partner.email), 1)
    const links = await linksTo(email)
    assert.lengthOf(links, 2)
    assert.equal((await press(links[0]!, 'confirm')).url, '/email/done?as=done')
    assert.equal((await new Visitor('partner').get(links[1]!)).status, 410)
  })

  test('both links pressed at once, twice each: the address changes once', async ({ assert }) => {
    const { partner, email, oldLink, newLink } = await begun()
    const post = (path: string) => new Visitor('partner').post(path, { decision: 'confirm' })
    await Promise.all([oldLink, newLink, oldLink, newLink].map(post))
    assert.equal((await Partner.findOrFail(partner.id)).email, email)
    const types = (await eventsOf(partner)).map(({ type }) => type)
    assert.lengthOf(
      types.filter((type) => type === 'partner.email_changed'),
      1
    )
    assert.lengthOf(
      (await subjects(email)).filter((subject) => subject.includes('sudah diganti')),
      1
    )
  })

  test('[R2.3] an address that another partner has gets no link, and the page does not say so', async ({
    assert,
  }) => {
    const [partner, other] = [await createPartner(), await createPartner()]
    const visitor = await signIn(partner)
    const page = await ask(visitor, other.email.toUpperCase())
    assert.include(page.text, 'Menunggu konfirmasi')
    assert.lengthOf(await mailsTo(other.email), 0)
    assert.lengthOf(await linksTo(partner.email), 1)
  })

  test('an address that got an account of its own meanwhile is refused', async ({ assert }) => {
    const { partner, email, oldLink, newLink } = await begun()
    await press(oldLink, 'confirm')
    await createPartner({ email })
    const page = await press(newLink, 'confirm')
    assert.equal(page.status, 410)
    assert.include(page.text, 'tidak bisa dipakai')
    assert.equal((await Partner.findOrFail(partner.id)).email, partner.email)
    assert.equal((await new Visitor('partner').get(newLink)).status, 410)
  })

  test('[R2] wrong and hostile input changes nothing and mails nothing', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    for (const [email, password, field] of [
      ['bukan alamat', PASSWORD, 'email'],
      ['', PASSWORD, 'email'],
      ['a\0@contoh.example', PASSWORD, 'email'],
      [`${'a'.repeat(300)}@contoh.example`, PASSWORD, 'email'],
      [partner.email, PASSWORD, 'email'],
      [freshEmail(), 'salah11$$', 'password'],
      [freshEmail(), '', 'password'],
    ] as const) {
      const page = await ask(visitor, email, password)
      assert.equal(page.status, 422, email)
      assert.isNotEmpty(page.$(`#f-${field}-error`).text(), email)
      assert.isUndefined(page.$('#f-password').attr('value'))
    }
    assert.lengthOf(await mailsTo(partner.email), 0)
    const { oldLink } = await begun()
    for (const decision of ['', 'ya', 'x'.repeat(10_000)]) {
      const page = await new Visitor('partner').post(oldLink, { decision })
      assert.equal(page.status, 422)
    }
    for (const token of ['x', 'a'.repeat(43), 'a'.repeat(3_000), '%00']) {
      const page = await new Visitor('partner').get(`/email/${token}`)
      assert.isTrue([400, 410].includes(page.status))
    }
  })

  test('guessing the password and flooding mailboxes are limited', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    for (let times = 0; times < 5; times++) await ask(visitor, freshEmail())
    const page = await ask(visitor, freshEmail())
    assert.equal(page.status, 422)
    assert.include(page.text, 'Terlalu banyak percobaan')
    assert.lengthOf(await db.from('partner_email_changes').where('partner_id', partner.id), 5)
  })

  test('[R6.3] a PKS that was requested keeps the address it names', async ({ assert }) => {
    const partner = await createPartner()
    const agreement = await request(await createApprovedVersion(partner))
    const email = freshEmail('baru')
    await ask(await signIn(partner), email)
    await press((await linksTo(partner.email)).at(-1)!, 'confirm')
    await press((await linksTo(email))[0]!, 'confirm')
    await agreement.refresh()
    assert.equal(agreement.email, partner.email)
    assert.equal((await Partner.findOrFail(partner.id)).email, email)
  })

  test('[R4.3] a trial customer of the new address is bound to the partner', async ({ assert }) => {
    const { partner, email, oldLink, newLink } = await begun()
    const customer = await createCustomer('development', { email })
    await press(oldLink, 'confirm')
    await press(newLink, 'confirm')
    await mailsTo(email)
    const bindings = await db.from('customer_bindings').where('customer_id', customer.id)
    assert.deepEqual(
      bindings.map(({ partner_id: id }) => Number(id)),
      [partner.id]
    )
  })

  test('[R4.3] a trial customer of the former address is bound no longer; one who was invited is', async ({
    assert,
  }) => {
    const { partner, oldLink, newLink } = await begun()
    const [former, invited] = [
      await createCustomer('development', { email: partner.email }),
      await createCustomer('development'),
    ]
    await transaction((trx) => bindByEmail(trx, partner.email))
    await db.table('customer_bindings').insert({
      customer_id: invited.id,
      partner_id: partner.id,
      via: 'invitation',
      created_at: clock.now().toMillis(),
    })
    await press(oldLink, 'confirm')
    await press(newLink, 'confirm')
    await drainOutbox()
    const left = await db.from('customer_bindings').where('partner_id', partner.id)
    assert.deepEqual(
      left.map(({ customer_id: id }) => Number(id)),
      [invited.id]
    )
    const [event] = await db
      .from('audit_events')
      .where({ type: 'customer.unbound_from_partner', subject_id: former.publicId })
    assert.equal(JSON.parse(event.data).partner, partner.publicId)
  })

  test('a disabled account, and another site’s form, change nothing', async ({ assert }) => {
    const { partner, oldLink, newLink } = await begun()
    const foreign = await new Visitor('partner').post(
      oldLink,
      { decision: 'confirm' },
      { 'sec-fetch-site': 'cross-site' }
    )
    assert.equal(foreign.status, 403)
    await press(oldLink, 'confirm')
    await partner.merge({ status: 'disabled' }).save()
    const late = await new Visitor('partner').post(newLink, { decision: 'confirm' })
    assert.equal(late.status, 410)
    assert.equal((await Partner.findOrFail(partner.id)).email, partner.email)
  })

  test('[R8.6] in English from end to end', async ({ assert }) => {
    const partner = await createPartner({ language: 'en' })
    const email = freshEmail('new')
    const page = await ask(await signIn(partner), email, PASSWORD, '/en')
    assert.include(page.text, 'Waiting to be confirmed')
    assert.include(await subjects(email), 'Confirm the change of your email')
    const [link] = await linksTo(email)
    assert.match(link!, /^\/en\/email\//)
    assert.include((await press(link!, 'confirm')).text, 'Thank you, one to go')
  })

  test('[R2.4] the link of a bank change that the former address has is void; the new one gets its own', async ({
    assert,
  }) => {
    const { partner, email, oldLink, newLink } = await begun()
    await transaction((trx) =>
      requestBankChange(trx, partner, {
        bankName: partner.bankName,
        bankBranch: partner.bankBranch,
        bankAccount: '1370012556799',
        bankHolder: partner.bankHolder,
      })
    )
    const linkTo = async (address: string) =>
      (await mailsTo(address)).flatMap(
        ({ text }) => /https?:\/\/[^/\s]+(\/bank-change\/[\w-]+)/.exec(text)?.slice(1, 2) ?? []
      )
    const [former] = await linkTo(partner.email)
    for (const link of [oldLink, newLink]) await press(link, 'confirm')
    assert.notEqual((await new Visitor('partner').get(former!)).status, 200)
    const [fresh] = await linkTo(email)
    assert.equal((await new Visitor('partner').get(fresh!)).status, 200)
  })
})
