import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { acceptRecoveryCode } from '#identity/actions/accept_recovery_code'
import { acceptSecondFactor } from '#identity/actions/accept_second_factor'
import { enrolSecondFactor } from '#identity/actions/enrol_second_factor'
import { proveOwner } from '#identity/actions/prove_owner'
import type Staff from '#identity/models/staff'
import { newTotpSecret, totpCode, totpStep } from '#identity/second_factor/totp'
import Partner from '#partners/models/partner'
import { clock, travelBack, travelBy } from '#shared/clock'
import { err } from '#shared/result'
import {
  createPartner,
  createStaff,
  currentCode,
  freshEmail,
  PASSWORD,
  signIn,
} from '#tests/support/accounts'
import { mailsTo } from '#tests/support/registrations'
import { Visitor, type Page } from '#tests/support/visitor'

const PAGE = '/account/second-factor'
const CODE = /[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){3}/g

const WRONG = { type: 'wrong' } as const

const codeNow = (secret: string) => totpCode(secret, totpStep(clock.now().toMillis()))

function secretOn(page: Page): string {
  const uri = new URL(page.$('a[href^="otpauth:"]').attr('href')!)
  return uri.searchParams.get('secret')!
}

function codesOn(page: Page): string[] {
  return page.$('pre, code').first().text().match(CODE) ?? []
}

/** Switches the second factor on, through the real forms. */
async function switchOn(visitor: Visitor, prefix = '') {
  await visitor.get(`${prefix}${PAGE}`)
  const begun = await visitor.submit('form[data-form=begin]', { password: PASSWORD })
  const secret = secretOn(begun)
  const shown = await visitor.submit('form[action$="/confirm"]', { code: codeNow(secret) })
  return { secret, shown, codes: codesOn(shown) }
}

/** Somebody else's browser that gave the right password. */
async function halfway(account: Partner | Staff): Promise<Visitor> {
  const visitor = new Visitor(account instanceof Partner ? 'partner' : 'staff')
  await visitor.get('/login')
  await visitor.submit('main form', { email: account.email, password: PASSWORD })
  return visitor
}

async function recover(account: Partner | Staff, recovery_code: string) {
  const visitor = await halfway(account)
  await visitor.click('a[href$="/login/recovery"]')
  const page = await visitor.submit('main form', { recovery_code })
  return { visitor, page }
}

async function eventsOf(id: string): Promise<string[]> {
  const rows = await db.from('audit_events').where('subject_id', id).orderBy('id').select('type')
  return rows.map(({ type }) => type)
}

test.group('Second factor of a partner', (group) => {
  group.each.teardown(() => travelBack())

  test('[R4.2] switched on by a code, asked for at the next sign-in, told by mail and in the trail', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const elsewhere = await signIn(partner)
    const visitor = await signIn(partner)
    const off = await visitor.get(PAGE)
    assert.lengthOf(off.$('form[action$="/codes"], form[action$="/remove"]').toArray(), 0)
    const { secret, shown, codes } = await switchOn(visitor)
    assert.equal(shown.status, 200)
    assert.equal(shown.headers['cache-control'], 'private, no-store')
    assert.lengthOf(new Set(codes), 10)
    assert.notInclude(shown.text, secret)
    assert.match((await elsewhere.get('/account')).url, /^\/login/)
    assert.equal((await visitor.get('/account')).status, 200)

    const [row] = await db.from('partners').where('id', partner.id).select('totp_secret')
    assert.notInclude(row.totp_secret, secret)
    const kept = await db
      .from('recovery_codes')
      .where({ user_kind: 'partner', user_id: partner.id })
    for (const code of codes) assert.notInclude(JSON.stringify(kept), code)
    const subjects = (await mailsTo(partner.email)).map(({ subject }) => subject)
    assert.include(subjects, 'Faktor kedua aktif')
    assert.include(await eventsOf(partner.publicId), 'partner.second_factor_enrolled')

    const next = await halfway(partner)
    assert.equal(next.page.url, '/login/code')
    assert.match((await next.get('/account')).url, /^\/login/)
    await next.get('/login/code')
    assert.equal((await next.submit('main form', { code: codeNow(secret) })).status, 422, 'used')
    travelBy(60_000)
    assert.equal((await next.submit('main form', { code: codeNow(secret) })).url, '/')
  })

  test('[R4.2] the secret is a picture, too, drawn without a style or a script', async ({
    assert,
  }) => {
    const visitor = await signIn(await createPartner())
    await visitor.get(`/en${PAGE}`)
    const page = await visitor.submit('form[data-form=begin]', { password: PASSWORD })
    const picture = page.$('svg.qr')
    assert.match(picture.attr('aria-label')!, /QR code/)
    assert.isAbove(picture.find('path').attr('d')!.length, 2_000)
    assert.lengthOf(page.$('main [style], main script').toArray(), 0)
    assert.equal((await visitor.get(PAGE)).headers['cache-control'], 'private, no-store')
  })

  test('who has an open browser and no password begins nothing, and what was begun ends', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await visitor.get(PAGE)
    for (const password of ['', 'salah11$$']) {
      const page = await visitor.submit('form[data-form=begin]', { password })
      assert.equal(page.status, 422)
      assert.isNotEmpty(page.$('#f-password-error').text())
    }
    await visitor.get(PAGE)
    await visitor.submit('form[data-form=begin]', { password: PASSWORD })
    const secret = secretOn(visitor.page)
    assert.equal((await visitor.submit('form[action$="/confirm"]', { code: '000000' })).status, 422)
    assert.include(visitor.page.text, secret.slice(0, 4))
    travelBy(11 * 60_000)
    const late = await visitor.submit('form[action$="/confirm"]', { code: codeNow(secret) })
    assert.equal(late.url, PAGE)
    assert.isNull((await Partner.findOrFail(partner.id)).totpSecret)
  })

  test('of two enrolments at once, one is kept', async ({ assert }) => {
    const partner = await createPartner()
    const secrets = [newTotpSecret(), newTotpSecret()]
    const done = await Promise.all(
      secrets.map((secret) => enrolSecondFactor('partner', partner, secret, codeNow(secret)))
    )
    assert.deepEqual(done.map(({ ok }) => ok).sort(), [false, true])
    const winner = secrets[done.findIndex(({ ok }) => ok)]
    assert.equal((await Partner.findOrFail(partner.id)).totpSecret, winner)
    assert.lengthOf(await db.from('recovery_codes').where('user_id', partner.id), 10)
  })

  test('[R4.2] a recovery code signs in once, however it is typed, and its owner hears of it', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { codes } = await switchOn(await signIn(partner))
    const typed = codes[0]!.toLowerCase().replaceAll('-', ' ')
    const { visitor, page } = await recover(partner, typed)
    assert.equal(page.url, `${PAGE}?recovered=1`)
    assert.include(page.text, 'masih 9')
    assert.equal((await visitor.get('/account')).status, 200)
    const replay = await recover(partner, codes[0]!)
    assert.equal(replay.page.status, 422)
    assert.include(replay.page.$('#f-recovery_code-error').text(), 'sudah dipakai')
    assert.isUndefined(replay.page.$('#f-recovery_code').attr('value') || undefined)
    const subjects = (await mailsTo(partner.email)).map(({ subject }) => subject)
    assert.lengthOf(
      subjects.filter((subject) => subject === 'Kode pemulihan dipakai'),
      1
    )
    assert.include(await eventsOf(partner.publicId), 'partner.recovery_code_used')
  })

  test('of one recovery code used twice at once, one signs in', async ({ assert }) => {
    const partner = await createPartner()
    const { codes } = await switchOn(await signIn(partner))
    const pages = await Promise.all([1, 2, 3].map(() => recover(partner, codes[1]!)))
    assert.lengthOf(
      pages.filter(({ page }) => page.status === 200),
      1
    )
  })

  test('somebody else’s recovery code, a made-up one and hostile ones are nothing', async ({
    assert,
  }) => {
    const [partner, other] = [await createPartner(), await createPartner()]
    await switchOn(await signIn(partner))
    const { codes } = await switchOn(await signIn(other))
    for (const code of [codes[0]!, 'AAAA-BBBB-CCCC-DDDD', '', '\0', 'x'.repeat(10_000)]) {
      assert.equal((await recover(partner, code)).page.status, 422)
    }
  })

  test('tries of recovery codes are limited together with the others', async ({ assert }) => {
    const partner = await createPartner()
    const { codes } = await switchOn(await signIn(partner))
    for (let tries = 0; tries < 6; tries++) await recover(partner, 'AAAA-BBBB-CCCC-DDDD')
    const { page } = await recover(partner, codes[0]!)
    assert.equal(page.status, 422)
    assert.include(page.text, 'Terlalu banyak percobaan')
  })

  test('[R4.2] right codes use up no tries: of recovery, of the authenticator, of a new one', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { secret, codes } = await switchOn(await signIn(partner))
    const now = () => Partner.findOrFail(partner.id)
    const steps = [
      async (turn: number) => acceptRecoveryCode('partner', await now(), codes[turn]!),
      async () => acceptSecondFactor('partner', await now(), codeNow(secret)),
      async () => enrolSecondFactor('partner', await now(), secret, codeNow(secret), 'none'),
    ]
    let minutes = 0
    const later = () => travelBy(++minutes * 60_000)
    for (const [which, step] of steps.entries()) {
      for (let turn = 0; turn < 7; turn++) {
        later()
        assert.isTrue((await step(turn)).ok, `${which}, ${turn}`)
      }
    }
    // Wrong ones do, and the right one comes too late.
    for (let turn = 0; turn < 6; turn++)
      assert.deepEqual(await acceptSecondFactor('partner', await now(), '000000'), err(WRONG))
    later()
    const late = await acceptSecondFactor('partner', await now(), codeNow(secret))
    assert.deepEqual(late, err({ type: 'too_many' }))
  })

  test('[R4.2] the right password uses up no tries of its own, and gives back none of the codes', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const right = { password: PASSWORD, code: null }
    for (let turn = 0; turn < 11; turn++)
      assert.isTrue((await proveOwner('partner', partner, right)).ok, String(turn))
    const { codes } = await switchOn(await signIn(partner))
    const account = await Partner.findOrFail(partner.id)
    const prove = (password: string, code: string) =>
      proveOwner('partner', account, { password, code })
    for (let turn = 0; turn < 6; turn++)
      assert.deepEqual(await prove(PASSWORD, '000000'), err(WRONG))
    assert.deepEqual(await prove(PASSWORD, codes[0]!), err({ type: 'too_many' }))
    const other = await createPartner()
    for (let turn = 0; turn < 10; turn++)
      assert.isFalse((await proveOwner('partner', other, { ...right, password: 'salah' })).ok)
    assert.deepEqual(await proveOwner('partner', other, right), err({ type: 'too_many' }))
  })

  for (const [what, page, form, beside] of [
    ['new recovery codes', PAGE, 'codes', {}],
    ['another address', '/account/email', 'email', { email: freshEmail('lain') }],
    ['another bank account', '/account/edit', 'data', { bank_account: '99 8877 6655' }],
    ['a copy of all data', '/account/data', 'export', {}],
    ['the erasure of all data', '/account/data', 'erase', {}],
  ] as const) {
    test(`[R4.2] ${what}: not by the password alone where a second factor is on`, async ({
      assert,
    }) => {
      const visitor = await signIn(await createPartner())
      const { codes } = await switchOn(visitor)
      const send = async (code?: string) => {
        await visitor.get(page)
        const proof = code === undefined ? {} : { code }
        return visitor.submit(`form[data-form=${form}]`, {
          ...beside,
          password: PASSWORD,
          ...proof,
        })
      }
      for (const code of [undefined, '', '000000', 'AAAA-BBBB-CCCC-DDDD']) {
        const refused = await send(code)
        assert.equal(refused.status, 422)
        assert.lengthOf(refused.$('#f-code-error').toArray(), 1)
      }
      assert.equal((await send(codes[0])).status, 200)
    })
  }

  test('[R4.2] new recovery codes take the place of the former ones', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    const { codes } = await switchOn(visitor)
    await visitor.get(PAGE)
    const wrong = await visitor.submit('form[data-form=codes]', { password: 'salah11$$' })
    assert.equal(wrong.status, 422)
    await visitor.get(PAGE)
    const shown = await visitor.submit('form[data-form=codes]', {
      password: PASSWORD,
      code: codes[0]!,
    })
    const fresh = codesOn(shown)
    assert.lengthOf(fresh, 10)
    assert.equal((await recover(partner, codes[3]!)).page.status, 422)
    assert.equal((await recover(partner, fresh[3]!)).page.status, 200)
    assert.include(await eventsOf(partner.publicId), 'partner.recovery_codes_renewed')
    assert.isTrue(
      (await mailsTo(partner.email)).some(({ subject }) => subject === 'Kode pemulihan baru')
    )
  })

  test('[R4.2] a lost phone: a recovery code signs in, another one moves to the new phone', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { secret, codes } = await switchOn(await signIn(partner))
    const { visitor } = await recover(partner, codes[0]!)
    await visitor.get(PAGE)
    const without = await visitor.submit('form[data-form=begin]', { password: PASSWORD, code: '' })
    assert.equal(without.status, 422)
    await visitor.get(PAGE)
    const begun = await visitor.submit('form[data-form=begin]', {
      password: PASSWORD,
      code: codes[1]!,
    })
    const moved = secretOn(begun)
    assert.notEqual(moved, secret)
    const shown = await visitor.submit('form[action$="/confirm"]', { code: codeNow(moved) })
    assert.lengthOf(codesOn(shown), 10)
    assert.equal((await Partner.findOrFail(partner.id)).totpSecret, moved)
    assert.equal((await recover(partner, codes[2]!)).page.status, 422)
  })

  test('[R4.2] switched off with password and code, not with less; other devices are out', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    const { secret, codes } = await switchOn(visitor)
    for (const typed of [
      { password: PASSWORD, code: '000000' },
      { password: 'salah11$$', code: codes[0]! },
      { password: '', code: '' },
    ]) {
      await visitor.get(PAGE)
      assert.equal((await visitor.submit('form[data-form=remove]', typed)).status, 422)
    }
    assert.isNotNull((await Partner.findOrFail(partner.id)).totpSecret)
    travelBy(60_000)
    await visitor.get(PAGE)
    const code = codeNow(secret)
    const done = await visitor.submit('form[data-form=remove]', { password: PASSWORD, code })
    assert.equal(done.url, `${PAGE}?off=1`)
    assert.isNull((await Partner.findOrFail(partner.id)).totpSecret)
    assert.lengthOf(await db.from('recovery_codes').where('user_id', partner.id), 0)
    assert.equal((await halfway(partner)).page.url, '/')
    assert.include(await eventsOf(partner.publicId), 'partner.second_factor_removed')
    assert.isTrue(
      (await mailsTo(partner.email)).some(({ subject }) => subject === 'Faktor kedua dimatikan')
    )
  })

  test('[R8.6] in English from end to end', async ({ assert }) => {
    const partner = await createPartner({ language: 'en' })
    const visitor = await signIn(partner)
    const { shown } = await switchOn(visitor, '/en')
    assert.include(shown.text, 'Keep your recovery codes')
    const [mail] = (await mailsTo(partner.email)).filter(({ subject }) => /factor/.test(subject))
    assert.equal(mail!.subject, 'Second factor switched on')
    assert.include(mail!.text, 'Not you?')
  })

  test('without a second factor there is none to give, and none is asked for', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = await halfway(partner)
    assert.equal(visitor.page.url, '/')
    for (const path of ['/login/code', '/login/recovery'] as const) {
      const stranger = new Visitor('partner')
      assert.match((await stranger.get(path)).url, /^\/login$/)
      const posted = await stranger.post(path, { code: '123456', recovery_code: 'x' })
      assert.match(posted.url, /^\/login$/)
    }
  })
})

test.group('Recovery codes of staff', (group) => {
  group.each.teardown(() => travelBack())

  test('[R4.2] come with the enrolment and sign in without the phone', async ({ assert }) => {
    const staff = await createStaff('qa', { totpSecret: null })
    const visitor = await halfway(staff)
    const secret = secretOn(visitor.page)
    const shown = await visitor.submit('main form', { code: codeNow(secret) })
    const codes = codesOn(shown)
    assert.lengthOf(codes, 10)
    const onward = await visitor.click('main .actions a')
    assert.equal(onward.url, '/queue')
    const { page } = await recover(staff, codes[9]!)
    assert.equal(page.url, `${PAGE}?recovered=1`)
    assert.include(await eventsOf(staff.publicId), 'staff.recovery_code_used')
  })

  test('[R4.2] staff cannot do without the second factor', async ({ assert }) => {
    const staff = await createStaff('finance')
    const visitor = await signIn(staff)
    const page = await visitor.get(PAGE)
    assert.lengthOf(page.$('form[data-form=remove]').toArray(), 0)
    const csrf = page.$('input[name=_csrf]').attr('value')!
    const gone = await visitor.post(`${PAGE}/remove`, {
      _csrf: csrf,
      password: PASSWORD,
      code: currentCode(staff),
    })
    assert.equal(gone.status, 404)
  })
})
