import { test } from '@japa/runner'
import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import type { Door } from '#core/http/surfaces'
import { accountsOf } from '#identity/accounts'
import { changePassword } from '#identity/actions/change_password'
import Staff from '#identity/models/staff'
import { travelBack, travelBy } from '#shared/clock'
import { err } from '#shared/result'
import {
  createCustomer,
  createPartner,
  createStaff,
  currentCode,
  freshEmail,
  PASSWORD,
  signIn,
} from '#tests/support/accounts'
import { answerQuestion, readCaptcha } from '#tests/support/captcha'
import { createRegistration, mailsTo } from '#tests/support/registrations'
import { Visitor } from '#tests/support/visitor'

const HOUR = 3_600_000
const NEW = 'Baru2026$$kuat'

/** Asks for a link; the page that answers. */
async function ask(door: Door, email: string, prefix = '') {
  const visitor = new Visitor(door)
  const page = await visitor.get(`${prefix}/password/forgot`)
  return visitor.submit('main form', { email, ...readCaptcha(page) })
}

async function linksTo(email: string): Promise<string[]> {
  return (await mailsTo(email)).flatMap(
    ({ text }) =>
      /https?:\/\/[^/\s]+((?:\/en)?\/password\/reset\/[\w-]+)/.exec(text)?.slice(1, 2) ?? []
  )
}

const choose = (door: Door, path: string, password = NEW) =>
  new Visitor(door).post(path, { new_password: password, password_confirmation: password })

test.group('A forgotten password', (group) => {
  group.each.teardown(() => travelBack())

  for (const [kind, door, make] of [
    ['partner', 'partner', () => createPartner()],
    ['customer', 'store', () => createCustomer('production')],
    ['trial customer', 'devstore', () => createCustomer('development')],
    ['staff', 'staff', () => createStaff('legal')],
  ] as const) {
    test(`[R4.2] a ${kind} gets a link, chooses another password, and every device is out`, async ({
      assert,
    }) => {
      const account = await make()
      const elsewhere = await signIn(account)
      const visitor = new Visitor(door)
      await visitor.get('/login')
      await visitor.click('a[href$="/password/forgot"]')
      const sent = await visitor.submit('main form', {
        email: account.email.toUpperCase(),
        ...readCaptcha(visitor.page),
      })
      assert.equal(sent.url, '/password/forgot?sent=1')
      const [mail, ...more] = await mailsTo(account.email)
      assert.lengthOf(more, 0)
      assert.include(mail!.subject, 'Buat sandi baru')
      assert.equal(mail!.subject.startsWith('[UJI COBA]'), door === 'devstore')
      const [path] = await linksTo(account.email)
      const outbox = await db.from('outbox').where('kind', 'mail').select('payload')
      assert.isTrue(outbox.every(({ payload }) => !payload.includes(path!.split('/').at(-1)!)))

      for (let scans = 0; scans < 2; scans++) {
        const opened = await visitor.get(path!)
        assert.equal(opened.status, 200)
        assert.equal(opened.headers['cache-control'], 'private, no-store')
        assert.include(opened.text, account.email)
      }
      const done = await visitor.submit('main form', {
        new_password: NEW,
        password_confirmation: NEW,
      })
      assert.equal(done.url, '/login?reset=1')
      assert.include(done.$('.notice').text(), 'Sandi baru tersimpan')
      assert.match((await visitor.get('/account')).url, /^\/login/)
      assert.match((await elsewhere.get('/account')).url, /^\/login/)

      assert.equal((await visitor.get(path!)).status, 410)
      assert.equal((await choose(door, path!, 'Lagi2027$$kuat')).status, 410)
      await visitor.get('/login')
      const old = await visitor.submit('main form', { email: account.email, password: PASSWORD })
      assert.equal(old.status, 422)
      const fresh = await visitor.submit('main form', { email: account.email, password: NEW })
      assert.isBelow(fresh.status, 400)
      if (kind === 'staff') assert.equal(fresh.url, '/login/code')
      const [, told] = await mailsTo(account.email)
      assert.include(told!.subject, 'Sandi Anda sudah diganti')
      const [event] = await db
        .from('audit_events')
        .where({ type: `${account.constructor.name.toLowerCase()}.password_reset` })
        .where('subject_id', account.publicId)
      assert.equal(event.actor_id, account.publicId)
      assert.notInclude(JSON.stringify(event), account.email)
    })
  }

  test('[R8.6] in English from end to end', async ({ assert }) => {
    const partner = await createPartner({ language: 'en' })
    const sent = await ask('partner', partner.email, '/en')
    assert.equal(sent.url, '/en/password/forgot?sent=1')
    const [mail] = await mailsTo(partner.email)
    assert.equal(mail!.subject, 'Choose a new password')
    const [path] = await linksTo(partner.email)
    assert.match(path!, /^\/en\/password\/reset\//)
    const done = await choose('partner', path!)
    assert.equal(done.url, '/en/login?reset=1')
    assert.include(done.text, 'New password saved')
    assert.equal((await mailsTo(partner.email))[1]!.subject, 'Your password was changed')
  })

  test('[R2.3] whether an address has an account shows nowhere', async ({ assert }) => {
    const known = await createPartner()
    const disabled = await createPartner({ status: 'disabled' })
    const waiting = await createRegistration()
    const texts: string[] = []
    for (const email of [known.email, disabled.email, waiting.email, freshEmail()]) {
      const page = await ask('partner', email)
      assert.equal(page.status, 200)
      texts.push(page.text)
      assert.lengthOf(await mailsTo(email), email === known.email ? 1 : 0)
    }
    assert.equal(new Set(texts).size, 1)
  })

  test('an account of one store, or of another surface, is nothing here', async ({ assert }) => {
    const customer = await createCustomer('development')
    for (const door of ['store', 'partner', 'staff'] as const) await ask(door, customer.email)
    assert.lengthOf(await mailsTo(customer.email), 0)
    await ask('devstore', customer.email)
    const [path] = await linksTo(customer.email)
    for (const door of ['store', 'partner', 'staff'] as const) {
      assert.equal((await new Visitor(door).get(path!)).status, 410)
      assert.equal((await choose(door, path!, NEW)).status, 410)
    }
    assert.equal((await new Visitor('devstore').get(path!)).status, 200)
  })

  test('a link ends after an hour, and with every other of its account when one is used', async ({
    assert,
  }) => {
    const partner = await createPartner()
    await ask('partner', partner.email)
    travelBy(HOUR + 1000)
    const [late] = await linksTo(partner.email)
    assert.equal((await new Visitor('partner').get(late!)).status, 200, 'the mail went out late')
    travelBy(2 * HOUR + 2000)
    assert.equal((await new Visitor('partner').get(late!)).status, 410)
    assert.equal((await choose('partner', late!)).status, 410)
    await ask('partner', partner.email)
    await ask('partner', partner.email)
    const [, one, two] = await linksTo(partner.email)
    assert.equal((await choose('partner', one!)).url, '/login?reset=1')
    assert.equal((await choose('partner', two!)).status, 410)
  })

  test('of two links of one account, used at once, one sets the password', async ({ assert }) => {
    const partner = await createPartner()
    await ask('partner', partner.email)
    await ask('partner', partner.email)
    const links = await linksTo(partner.email)
    const pages = await Promise.all([...links, ...links].map((path) => choose('partner', path)))
    assert.lengthOf(
      pages.filter(({ status }) => status !== 410),
      1
    )
    assert.lengthOf(await mailsTo(partner.email), 3)
  })

  test('an account that is disabled meanwhile keeps its password', async ({ assert }) => {
    const partner = await createPartner()
    await ask('partner', partner.email)
    const [path] = await linksTo(partner.email)
    const before = partner.password
    await partner.merge({ status: 'disabled' }).save()
    assert.equal((await choose('partner', path!)).status, 410)
    await partner.refresh()
    assert.equal(partner.password, before)
  })

  test('[R4.2] the rules for passwords hold, and the link stays good for a better one', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const staff = await createStaff('qa')
    await ask('partner', partner.email)
    await ask('staff', staff.email)
    for (const [door, email, password, message] of [
      ['partner', partner.email, 'abcdef', '2 huruf, 2 angka'],
      ['partner', partner.email, 'qwerty12@@', 'pernah bocor'],
      ['staff', staff.email, 'pendek1$$', 'terlalu pendek'],
    ] as const) {
      const [path] = await linksTo(email)
      const page = await choose(door, path!, password)
      assert.equal(page.status, 422)
      assert.include(page.$('#f-new_password-error').text(), message)
      assert.isUndefined(page.$('#f-new_password').attr('value'))
    }
    const [path] = await linksTo(partner.email)
    const differing = { new_password: NEW, password_confirmation: 'lain' }
    const page = await new Visitor('partner').post(path!, differing)
    assert.include(page.$('#f-password_confirmation-error').text(), 'Belum sama')
    assert.equal((await choose('partner', path!)).url, '/login?reset=1')
  })

  test('the captcha guards it, as a picture and as a question', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = new Visitor('partner')
    await visitor.get('/password/forgot')
    const none = await visitor.submit('main form', { email: 'x' })
    assert.lengthOf(none.$('.summary li').toArray(), 2)
    const wrong = await visitor.submit('main form', { email: partner.email, captcha: 'XXXXX' })
    assert.equal(wrong.status, 422)
    assert.equal(wrong.$('#f-email').val(), partner.email)
    assert.lengthOf(await mailsTo(partner.email), 0)
    const asked = await visitor.submit(
      'main form',
      { email: partner.email },
      { name: 'captcha_action', value: 'question' }
    )
    assert.equal(asked.status, 200)
    const captcha = answerQuestion(asked.$('.captcha-question').text())
    assert.equal((await visitor.submit('main form', { captcha })).url, '/password/forgot?sent=1')
    assert.lengthOf(await mailsTo(partner.email), 1)
  })

  for (const door of ['store', 'devstore', 'partner', 'staff'] as const) {
    test(`the captcha’s picture can be seen: ${door}`, async ({ assert }) => {
      const visitor = new Visitor(door)
      const page = await visitor.get('/password/forgot')
      const picture = await visitor.get(page.$('.captcha-image').attr('src')!)
      assert.equal(picture.status, 200)
      assert.match(String(picture.headers['content-type']), /^image\//)
    })
  }

  test('mails to one address are limited, without a word about it', async ({ assert }) => {
    const partner = await createPartner()
    for (let times = 0; times < 7; times++) {
      assert.equal((await ask('partner', partner.email)).url, '/password/forgot?sent=1')
    }
    assert.lengthOf(await mailsTo(partner.email), 5)
  })

  test('requests of one network are limited', async ({ assert }) => {
    const visitor = new Visitor('partner')
    let last = 0
    for (let times = 0; times < 31; times++) {
      last = (await visitor.post('/password/forgot', {})).status
    }
    assert.equal(last, 429)
  })

  test('who locked themselves out by trying gets in with the new password at once', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const wrong = { email: partner.email, password: 'salah11$$' }
    for (let tries = 0; tries < 11; tries++) await new Visitor('partner').post('/login', wrong)
    await ask('partner', partner.email)
    await choose('partner', (await linksTo(partner.email))[0]!)
    const page = await new Visitor('partner').post('/login', { ...wrong, password: NEW })
    assert.isBelow(page.status, 400)
  })

  test('an address as long as addresses get breaks nothing', async ({ assert }) => {
    const email = `${'a'.repeat(64)}@${Array.from({ length: 3 }, () => 'b'.repeat(59)).join('.')}.example`
    for (const door of ['store', 'partner'] as const) {
      assert.equal((await ask(door, email)).url, '/password/forgot?sent=1')
      const page = await new Visitor(door).post('/login', { email, password: 'x' })
      assert.equal(page.status, 422)
    }
  })

  for (const token of ['x', 'a'.repeat(3_000), '%00', '%F0%9F%92%A9']) {
    test(`a made-up token is nothing: ${token.slice(0, 12)}`, async ({ assert }) => {
      for (const door of ['partner', 'store', 'staff'] as const) {
        assert.isTrue(
          [410, 400].includes((await new Visitor(door).get(`/password/reset/${token}`)).status)
        )
        assert.isTrue([410, 400].includes((await choose(door, `/password/reset/${token}`)).status))
      }
    })
  }

  test('another site’s form resets nothing', async ({ assert }) => {
    const partner = await createPartner()
    await ask('partner', partner.email)
    const [path] = await linksTo(partner.email)
    const page = await new Visitor('partner').post(
      path!,
      { new_password: NEW, password_confirmation: NEW },
      { 'sec-fetch-site': 'cross-site' }
    )
    assert.equal(page.status, 403)
    await partner.refresh()
    assert.isTrue((await tryOld(partner.email)) < 400)
  })

  test('a password that was changed in the account is told by mail, too, other devices are out', async ({
    assert,
  }) => {
    const staff = await createStaff('finance')
    const here = await signIn(staff)
    const there = await signIn(staff)
    travelBy(30_000)
    await here.get('/account/password')
    await here.submit('main form', {
      password: PASSWORD,
      code: currentCode(staff),
      new_password: NEW,
      password_confirmation: NEW,
    })
    assert.equal((await here.get('/account')).status, 200)
    assert.match((await there.get('/account')).url, /^\/login/)
    const subjects = (await mailsTo(staff.email)).map(({ subject }) => subject)
    assert.deepEqual(subjects, ['Sandi Anda sudah diganti'])
  })

  test('[R4.2] changed again and again with the right password, no try is used up; wrong ones are counted', async ({
    assert,
  }) => {
    let account = (await accountsOf('partner').load((await createPartner()).id))!
    const passwords = [PASSWORD, NEW]
    for (let turn = 0; turn < 12; turn++) {
      const [present, wanted] = [passwords[turn % 2]!, passwords[(turn + 1) % 2]!]
      const proof = { password: present, code: null }
      const changed = await changePassword('partner', account, proof, wanted, 'none')
      if (!changed.ok) return assert.fail(`${turn}: ${changed.error.type}`)
      account = changed.value
    }
    for (let turn = 0; turn < 10; turn++) {
      const proof = { password: 'salah11$$', code: null }
      const wrong = await changePassword('partner', account, proof, NEW, 'none')
      assert.deepEqual(wrong, err({ type: 'wrong_password' }))
    }
    const right = { password: PASSWORD, code: null }
    const late = await changePassword('partner', account, right, NEW, 'none')
    assert.deepEqual(late, err({ type: 'too_many' }))
  })

  test('a change that began before a reset does not undo it: who is locked out stays out', async ({
    assert,
  }) => {
    for (const [kind, account] of [
      ['partner', await createPartner()],
      ['customer', await createCustomer('production')],
      ['staff', await createStaff('finance')],
    ] as const) {
      // What a request has read that is under way while the owner's link is used.
      const asRead = (await accountsOf(kind).load(account.id))!
      await account.merge({ password: await hash.make(NEW) }).save()
      const code = account instanceof Staff ? currentCode(account) : null
      const proof = { password: PASSWORD, code }
      const changed = await changePassword(kind, asRead, proof, 'Pencuri88$$baru', 'none')
      assert.isFalse(changed.ok)
      const { password } = (await accountsOf(kind).load(account.id))!
      assert.isTrue(await hash.verify(password, NEW), kind)
    }
  })

  test('[R4.2] a link that was asked for before a password was changed opens nothing after it', async ({
    assert,
  }) => {
    const partner = await createPartner()
    await ask('partner', partner.email)
    const [link] = await linksTo(partner.email)
    const owner = await signIn(partner)
    await owner.get('/account/password')
    const changed = await owner.submit('main form', {
      password: PASSWORD,
      new_password: 'Milik2026$$sendiri',
      password_confirmation: 'Milik2026$$sendiri',
    })
    assert.isBelow(changed.status, 400)
    assert.equal((await choose('partner', link!)).status, 410)
  })
})

async function tryOld(email: string): Promise<number> {
  return (await new Visitor('partner').post('/login', { email, password: PASSWORD })).status
}
