import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { disableStaff } from '#identity/actions/manage_staff'
import { MAX_PASSKEYS } from '#identity/actions/add_passkey'
import type Staff from '#identity/models/staff'
import type Customer from '#customers/models/customer'
import { eraseDue } from '#partners/actions/erase_partner'
import { collectPersonalData } from '#partners/queries/collect_personal_data'
import type Partner from '#partners/models/partner'
import { clock, travelBack, travelBy } from '#shared/clock'
import { Authenticator, passkeyRow, type Twist } from '#tests/support/authenticator'
import {
  createCustomer,
  createPartner,
  createStaff,
  currentCode,
  PASSWORD,
  signIn,
} from '#tests/support/accounts'
import { makeIdentity } from '#tests/support/pki/certificates'
import { mailsTo } from '#tests/support/registrations'
import { Visitor, type Page } from '#tests/support/visitor'
import type { Door } from '#core/http/surfaces'

type Account = Partner | Staff | Customer

const PAGE = '/account/passkeys'
const NEW_CODE = /[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){3}/g

/** What the page's script asks before it asks the authenticator. */
async function optionsAt(visitor: Visitor, path: string) {
  const csrf = visitor.page.$('input[name=_csrf]').first().attr('value')
  const before = visitor.page
  const answer = await visitor.post(path, { _csrf: csrf })
  visitor.page = before
  return { status: answer.status, ...JSON.parse(answer.text || '{}') }
}

/** Shows to be the owner, and comes to where the passkey is made. */
async function begin(visitor: Visitor, proof: Record<string, string> = { password: PASSWORD }) {
  await visitor.get(PAGE)
  return visitor.submit('form[data-form=begin]', { passkey_name: 'Laptop kantor', ...proof })
}

async function add(
  visitor: Visitor,
  authenticator: Authenticator,
  { twist = {}, proof }: { twist?: Twist; proof?: Record<string, string> } = {}
): Promise<Page> {
  await begin(visitor, proof)
  const options = await optionsAt(visitor, `${PAGE}/options`)
  return visitor.submit('form[data-form=made]', { passkey: authenticator.create(options, twist) })
}

/** An account with a passkey, in the browser in which it was made. */
async function withPasskey<A extends Account>(
  account: A,
  authenticator = new Authenticator(new Visitor(doorOf(account)).origin)
) {
  const visitor = await signIn(account)
  const proof = {
    password: PASSWORD,
    ...(isStaff(account) ? { code: await freshCode(account) } : {}),
  }
  const page = await add(visitor, authenticator, { proof })
  return { account, visitor, authenticator, page }
}

/** A code works once: as if thirty seconds had gone by. */
async function freshCode(staff: Staff): Promise<string> {
  await db.from('staff').where('id', staff.id).update({ totp_last_step: null })
  return currentCode(staff)
}

/** Signs in with the passkey alone, in a browser that nobody has seen. */
async function enter(door: Door, authenticator: Authenticator, twist: Twist = {}, next?: string) {
  const visitor = new Visitor(door)
  await visitor.get(next ? `/login?next=${encodeURIComponent(next)}` : '/login')
  const options = await optionsAt(visitor, '/login/passkey/options')
  const passkey = authenticator.get(options, twist)
  const page = await visitor.submit('form[data-form=passkey]', { passkey })
  return { visitor, page, options, passkey }
}

/** Gave the right password. */
async function halfway(account: Account): Promise<Visitor> {
  const visitor = new Visitor(doorOf(account))
  await visitor.get('/login')
  await visitor.submit('main form', { email: account.email, password: PASSWORD })
  return visitor
}

const isStaff = (account: Account): account is Staff => 'role' in account
const doorOf = (account: Account): Door =>
  isStaff(account) ? 'staff' : 'companyName' in account ? 'partner' : 'store'

async function eventsOf(id: string): Promise<string[]> {
  const rows = await db.from('audit_events').where('subject_id', id).orderBy('id').select('type')
  return rows.map(({ type }) => type)
}

/** The newest challenge, as if it had been asked of this account. */
async function askedOf(userId: number): Promise<void> {
  const [newest] = await db
    .from('single_use_tokens')
    .where('purpose', 'passkey.challenge')
    .orderBy('id', 'desc')
    .limit(1)
  await db.from('single_use_tokens').where('id', newest.id).update({ user_id: userId })
}

async function subjectsTo(email: string): Promise<string[]> {
  return (await mailsTo(email)).map(({ subject }) => subject)
}

const passkeysOf = (account: Account) =>
  db.from('passkeys').where({ user_id: account.id }).orderBy('id')

test.group('Passkeys: made and removed', (group) => {
  group.each.teardown(() => travelBack())

  test('[R4.2] a partner’s first one is a second factor: recovery codes, mail, trail, other devices out', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const elsewhere = await signIn(partner)
    const { visitor, page, authenticator } = await withPasskey(partner)
    assert.equal(page.status, 200, page.$('main').text())
    assert.lengthOf(new Set(page.text.match(NEW_CODE)), 10)
    assert.match((await elsewhere.get('/account')).url, /^\/login/)
    const [row] = await passkeysOf(partner)
    assert.equal(row.credential_id, authenticator.id)
    assert.deepEqual(JSON.parse(row.transports), ['internal'])
    assert.include(await subjectsTo(partner.email), 'Passkey ditambahkan')
    assert.include(await eventsOf(partner.publicId), 'partner.passkey_added')
    const list = await visitor.get(PAGE)
    assert.include(list.$('table').text(), 'Laptop kantor')
    assert.include(list.$('table').text(), 'hanya di satu perangkat')
    // What the page of the second factor says of it.
    assert.include((await visitor.get('/account/second-factor')).$('main').text(), 'Aktif: passkey')
  })

  test('a second one leaves codes and devices as they are; one is removed by the other', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { visitor, page, authenticator } = await withPasskey(partner)
    const [code] = page.text.match(NEW_CODE)!
    const other = new Authenticator(visitor.origin, 'RS256', true)
    const added = await add(visitor, other, { proof: { password: PASSWORD, code: code! } })
    assert.equal(added.url, `${PAGE}?added=1`)
    assert.include(added.$('table').text(), 'mungkin di beberapa perangkat')

    const link = added.$('table a').first().attr('href')!
    await visitor.get(link)
    const refused = await visitor.submit('form[data-form=remove]', {
      password: PASSWORD,
      code: 'X',
    })
    assert.equal(refused.status, 422)
    assert.lengthOf(await passkeysOf(partner), 2)
    const options = await optionsAt(visitor, `${PAGE}/proof`)
    assert.lengthOf(options.allowCredentials, 2)
    const removed = await visitor.submit('form[data-form=remove]', { passkey: other.get(options) })
    assert.equal(removed.url, `${PAGE}?removed=1`)
    assert.deepEqual(
      (await passkeysOf(partner)).map((row) => row.credential_id),
      [other.id]
    )
    assert.include(await subjectsTo(partner.email), 'Passkey dihapus')
    assert.include(await eventsOf(partner.publicId), 'partner.passkey_removed')
    assert.equal((await enter('partner', authenticator)).page.status, 422)
    assert.equal((await enter('partner', other)).page.url, '/')
  })

  test('who has an open browser and no password begins nothing', async ({ assert }) => {
    const visitor = await signIn(await createPartner())
    for (const password of ['', 'salah11$$'])
      assert.equal((await begin(visitor, { password })).status, 422)
    assert.equal((await optionsAt(visitor, `${PAGE}/options`)).status, 409)
    const sent = await visitor.post(`${PAGE}/made`, {
      _csrf: visitor.page.$('input[name=_csrf]').attr('value'),
      passkey: '{}',
    })
    assert.equal(sent.url, PAGE)
  })

  test('what was not made for us, now, by its owner, is not kept: {what}')
    .with([
      { what: 'wrong origin', twist: { origin: 'http://mitra.localhost.evil.example' } },
      { what: 'origin of a sibling', twist: { origin: new Visitor('store').origin } },
      { what: 'wrong host', twist: { rpId: 'localhost' } },
      { what: 'user not verified', twist: { unverified: true } },
      { what: 'inside a frame', twist: { crossOrigin: true } },
      { what: 'another challenge', twist: { challenge: 'A'.repeat(43) } },
      { what: 'a signature for signing in', twist: { type: 'webauthn.get' } },
      { what: 'too long an identifier', twist: { id: 'A'.repeat(1366) } },
      { what: 'an algorithm not asked for', twist: {}, algorithm: 'ES384' as const },
      { what: 'after five minutes', twist: {}, late: true },
    ])
    .run(async ({ assert }, { twist, algorithm, late }) => {
      const partner = await createPartner()
      const visitor = await signIn(partner)
      await begin(visitor)
      const authenticator = new Authenticator(visitor.origin, algorithm)
      const options = await optionsAt(visitor, `${PAGE}/options`)
      const made = authenticator.create(options, twist)
      if (late) travelBy(5 * 60_000 + 1)
      const page = await visitor.submit('form[data-form=made]', { passkey: made })
      assert.equal(page.status, 422)
      assert.lengthOf(await passkeysOf(partner), 0)
      // The challenge is used up, whatever the answer was.
      const again = await visitor.submit('form[data-form=made]', {
        passkey: authenticator.create(options),
      })
      assert.equal(again.status, 422)
    })

  test('who made it may be said by itself, and by no certificate: those name addresses to fetch', async ({
    assert,
  }) => {
    const maker = await makeIdentity({
      name: 'CN=Kunci, OU=Authenticator Attestation, O=Pabrik, C=ID',
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2120-01-01'),
    })
    for (const [attested, status] of [
      [maker, 422],
      ['by itself', 200],
    ] as const) {
      const visitor = await signIn(await createPartner())
      const page = await add(visitor, new Authenticator(visitor.origin), { twist: { attested } })
      assert.equal(page.status, status)
    }
  })

  test('what is no credential at all is refused like any other', async ({ assert }) => {
    const visitor = await signIn(await createPartner())
    await begin(visitor)
    for (const passkey of [
      '',
      'x',
      'null',
      '[]',
      '{"id":"a","response":null}',
      '{"id":"a","response":{"clientDataJSON":"a","attestationObject":"b"}}',
      'x'.repeat(30_000),
    ]) {
      await optionsAt(visitor, `${PAGE}/options`)
      const page = await visitor.submit('form[data-form=made]', { passkey })
      assert.equal(page.status, 422, passkey.slice(0, 60))
    }
  })

  test('a credential that somebody has is nobody else’s, and none is made twice on one device', async ({
    assert,
  }) => {
    const first = await withPasskey(await createPartner())
    const other = await createPartner()
    const visitor = await signIn(other)
    const thief = new Authenticator(visitor.origin)
    const page = await add(visitor, thief, { twist: { id: first.authenticator.id } })
    assert.equal(page.status, 422)
    assert.include(page.$('.field-error').text(), 'sudah terdaftar')
    assert.lengthOf(await passkeysOf(other), 0)
    const [kept] = await passkeysOf(first.account)
    assert.equal(kept.user_id, first.account.id)

    // The browser is told what there is; a passkey stands in for the password.
    await first.visitor.get(PAGE)
    const passkey = first.authenticator.get(await optionsAt(first.visitor, `${PAGE}/proof`))
    await first.visitor.submit('form[data-form=begin]', { passkey_name: 'Ponsel', passkey })
    const options = await optionsAt(first.visitor, `${PAGE}/options`)
    assert.equal(options.excludeCredentials[0].id, first.authenticator.id)
    assert.deepEqual(options.authenticatorSelection.userVerification, 'required')
    const again = { passkey: first.authenticator.create(options) }
    assert.equal((await first.visitor.submit('form[data-form=made]', again)).status, 422)
  })

  test('an account has twenty at most', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await begin(visitor)
    const options = await optionsAt(visitor, `${PAGE}/options`)
    const rows = Array.from({ length: MAX_PASSKEYS }, () => passkeyRow('partner', partner.id))
    await db.table('passkeys').multiInsert(rows)
    const passkey = new Authenticator(visitor.origin).create(options)
    const page = await visitor.submit('form[data-form=made]', { passkey })
    assert.equal(page.status, 422)
    assert.include(page.$('.field-error').text(), '20 passkey')
  })

  test('what is somebody else’s is not there', async ({ assert }) => {
    const first = await withPasskey(await createPartner())
    const [row] = await passkeysOf(first.account)
    const visitor = await signIn(await createPartner())
    const csrf = (await visitor.get('/account')).$('input[name=_csrf]').attr('value')
    assert.equal((await visitor.get(`${PAGE}/${row.public_id}`)).status, 404)
    const path = `${PAGE}/${row.public_id}/remove`
    assert.equal((await visitor.post(path, { _csrf: csrf, password: PASSWORD })).status, 404)
    // An account of another kind with the same number.
    await db.from('passkeys').where('id', row.id).update({ user_kind: 'staff' })
    assert.equal((await first.visitor.get(`${PAGE}/${row.public_id}`)).status, 404)
    await db.from('passkeys').where('id', row.id).delete()
  })
})

test.group('Passkeys: signing in', (group) => {
  group.each.teardown(() => travelBack())

  test('[R4.2] a partner signs in with the passkey alone, and goes where they wanted to', async ({
    assert,
  }) => {
    const { account, authenticator } = await withPasskey(await createPartner())
    const { visitor, page, options } = await enter('partner', authenticator, {}, '/account')
    assert.equal(page.url, '/account')
    assert.isUndefined(options.allowCredentials?.[0])
    assert.equal(options.userVerification, 'required')
    const [row] = await passkeysOf(account)
    assert.isNotNull(row.last_used_at)
    // Somebody who has signed in before, and never from here.
    assert.include(await subjectsTo(account.email), 'Masuk dari perangkat baru')
    assert.include((await visitor.get(PAGE)).$('table').text(), 'Laptop kantor')
    const away = await enter('partner', authenticator, {}, 'https://evil.example/')
    assert.equal(away.page.url, '/')
  })

  test('[R4.2] {algorithm} signs in')
    .with([{ algorithm: 'RS256' as const }, { algorithm: 'EdDSA' as const }])
    .run(async ({ assert }, { algorithm }) => {
      const authenticator = new Authenticator(new Visitor('partner').origin, algorithm)
      await withPasskey(await createPartner(), authenticator)
      assert.equal((await enter('partner', authenticator)).page.url, '/')
    })

  test('refused: {what}')
    .with<{ what: string; twist: Twist }[]>([
      { what: 'wrong origin', twist: { origin: 'http://mitra.localhost.evil.example' } },
      { what: 'origin of a sibling', twist: { origin: new Visitor('staff').origin } },
      { what: 'wrong host', twist: { rpId: 'localhost' } },
      { what: 'user not verified', twist: { unverified: true } },
      { what: 'inside a frame', twist: { crossOrigin: true } },
      { what: 'another challenge', twist: { challenge: 'A'.repeat(43) } },
      { what: 'a signature for a new passkey', twist: { type: 'webauthn.create' } },
      { what: 'no signature of this key', twist: { forged: true } },
      { what: 'nobody’s passkey', twist: { id: 'A'.repeat(43) } },
      { what: 'no word of whose it is', twist: { handle: null } },
      { what: 'somebody else’s name', twist: { handle: 'cGFydG5lcjowMQ' } },
      { what: 'suddenly on several devices', twist: { maySync: true } },
    ])
    .run(async ({ assert }, { twist }) => {
      const { account, authenticator } = await withPasskey(await createPartner())
      const { page, visitor } = await enter('partner', authenticator, twist)
      assert.equal(page.status, 422)
      assert.include(page.$('.field-error').text(), 'tidak berlaku')
      assert.match((await visitor.get('/account')).url, /^\/login/)
      assert.isNull((await passkeysOf(account))[0].last_used_at)
    })

  test('a challenge is answered once, in five minutes, by the browser that was given it, for what it was given', async ({
    assert,
  }) => {
    const { authenticator, visitor: owner } = await withPasskey(await createPartner())
    const { visitor, passkey } = await enter('partner', authenticator)
    const session = await visitor.get('/account')
    const csrf = session.$('input[name=_csrf]').attr('value')
    const refused = async (from: Visitor, sent: string, _csrf?: string) =>
      assert.equal((await from.post('/login/passkey', { passkey: sent, _csrf })).status, 422)
    await refused(visitor, passkey, csrf)

    // Another browser has a challenge of its own.
    const [mine, theirs] = [new Visitor('partner'), new Visitor('partner')]
    await mine.get('/login')
    await theirs.get('/login')
    const options = await optionsAt(mine, '/login/passkey/options')
    await optionsAt(theirs, '/login/passkey/options')
    const answer = authenticator.get(options)
    await refused(theirs, answer)
    await refused(new Visitor('partner'), answer)
    travelBy(5 * 60_000 + 1)
    await refused(mine, answer)
    travelBack()

    // Of two answers at once to one challenge, one is accepted.
    const sent = authenticator.get(await optionsAt(mine, '/login/passkey/options'))
    const cookie = mine.cookies()
    const twice = await Promise.all(
      [1, 2].map(() => new Visitor('partner').post('/login/passkey', { passkey: sent }, { cookie }))
    )
    assert.deepEqual(twice.map(({ status }) => status).sort(), [200, 422])

    // What shows the owner to be there opens no second door, not even were it asked of nobody in particular.
    const token = owner.page.$('input[name=_csrf]').attr('value')
    for (const userId of [undefined, 0]) {
      await owner.get(PAGE)
      const proof = authenticator.get(await optionsAt(owner, `${PAGE}/proof`))
      if (userId !== undefined) await askedOf(userId)
      await refused(owner, proof, token)
    }
    // What was asked of one account is not answered by another.
    const stray = authenticator.get(await optionsAt(mine, '/login/passkey/options'))
    await askedOf(1)
    await refused(mine, stray)
  })

  test('a counter that goes back is a copy: refused, in the trail, told to the owner', async ({
    assert,
  }) => {
    const { account, authenticator } = await withPasskey(await createPartner())
    assert.equal((await enter('partner', authenticator, { count: 4_294_967_290 })).page.url, '/')
    const [row] = await passkeysOf(account)
    assert.equal(Number(row.sign_count), 4_294_967_290)
    for (const count of [4_294_967_290, 7]) {
      assert.equal((await enter('partner', authenticator, { count })).page.status, 422)
    }
    assert.include(await eventsOf(account.publicId), 'partner.passkey_refused')
    assert.include(await subjectsTo(account.email), 'Passkey ditolak')
    assert.equal((await enter('partner', authenticator, { count: 4_294_967_291 })).page.url, '/')
    // Who has no key of it cannot make up a copy’s tale.
    const [before] = await db
      .from('audit_events')
      .count('* as count')
      .where('type', 'partner.passkey_refused')
    await enter('partner', authenticator, { count: 1, forged: true })
    const [after] = await db
      .from('audit_events')
      .count('* as count')
      .where('type', 'partner.passkey_refused')
    assert.equal(Number(after.count), Number(before.count))
  })

  test('after too many tries of one passkey it is not asked for a while', async ({ assert }) => {
    const { authenticator } = await withPasskey(await createPartner())
    for (let tries = 0; tries < 10; tries++) await enter('partner', authenticator, { forged: true })
    const { page } = await enter('partner', authenticator)
    assert.equal(page.status, 422)
    assert.include(page.$('.field-error').text(), 'Terlalu banyak')
  })

  test('a passkey of one surface is nothing on another', async ({ assert }) => {
    const { authenticator, account } = await withPasskey(await createPartner())
    const staff = new Visitor('staff').origin
    for (const twist of [{}, { origin: staff }, { origin: staff, rpId: 'staf.localhost' }])
      assert.equal((await enter('staff', authenticator, twist)).page.status, 422)
    // Not even were it kept for that host.
    await db.from('passkeys').where('user_id', account.id).update({ rp_id: 'staf.localhost' })
    const twist = { origin: staff, rpId: 'staf.localhost' }
    assert.equal((await enter('staff', authenticator, twist)).page.status, 422)
    // Nor after the password of somebody whose account there has the same number.
    const namesake = await createStaff('qa')
    await db.from('passkeys').where('user_id', account.id).update({ user_id: namesake.id })
    const visitor = await halfway(namesake)
    const options = await optionsAt(visitor, '/login/code/passkey/options')
    const passkey = authenticator.get(options, { handle: null, origin: staff })
    const page = await visitor.post('/login/code/passkey', { passkey })
    assert.equal(page.status, 422)
    await db.from('passkeys').where('user_id', namesake.id).update({ user_id: account.id })
    assert.equal((await enter('partner', authenticator)).page.status, 422)
  })

  test('after the password: the passkey, a recovery code, and nobody else’s passkey', async ({
    assert,
  }) => {
    const { account, authenticator, page } = await withPasskey(await createPartner())
    const stranger = await withPasskey(await createPartner())
    const visitor = await halfway(account)
    assert.equal(visitor.page.url, '/login/code')
    assert.equal(visitor.page.$('h1').text(), 'Pakai passkey Anda')
    assert.match((await visitor.get('/account')).url, /^\/login/)
    // There is no authenticator to type a code of, and none can be enrolled by the password alone.
    await visitor.get('/login/code')
    assert.equal((await visitor.post('/login/code', { code: '123456' })).status, 422)
    await visitor.get('/login/code')
    const asked = await optionsAt(visitor, '/login/code/passkey/options')
    assert.deepEqual(
      asked.allowCredentials.map(({ id }: { id: string }) => id),
      [authenticator.id]
    )
    const foreign = stranger.authenticator.get(asked)
    const refused = await visitor.submit('form[data-form=passkey]', { passkey: foreign })
    assert.equal(refused.status, 422)
    // A key that was asked by its name may leave out whose it is.
    const options = await optionsAt(visitor, '/login/code/passkey/options')
    const passkey = authenticator.get(options, { handle: null })
    assert.equal((await visitor.submit('form[data-form=passkey]', { passkey })).url, '/')

    const lost = await halfway(account)
    await lost.click('a[href$="/login/recovery"]')
    const [code] = page.text.match(NEW_CODE)!
    assert.match((await lost.submit('main form', { recovery_code: code })).url, /recovered=1$/)
  })

  test('[R4.2] [R5.5] staff with a passkey enrol no authenticator, and keep one of the two', async ({
    assert,
  }) => {
    const staff = await createStaff('qa', { totpSecret: null })
    const visitor = await halfway(staff)
    const secret = new URL(visitor.page.$('a[href^="otpauth:"]').attr('href')!).searchParams
    await visitor.submit('main form', {
      code: currentCode({ totpSecret: secret.get('secret') } as Staff),
    })
    const authenticator = new Authenticator(visitor.origin)
    await staff.refresh()
    const proof = { password: PASSWORD, code: await freshCode(staff) }
    assert.equal((await add(visitor, authenticator, { proof })).url, `${PAGE}?added=1`)
    const alone = await enter('staff', authenticator)
    assert.equal(alone.page.url, '/queue')

    // The phone is gone: the passkey goes on.
    await db.from('staff').where('id', staff.id).update({ totp_secret: null })
    const again = await halfway(staff)
    assert.lengthOf(again.page.$('a[href^="otpauth:"]').toArray(), 0)
    const options = await optionsAt(again, '/login/code/passkey/options')
    const passkey = authenticator.get(options)
    assert.equal((await again.submit('form[data-form=passkey]', { passkey })).url, '/queue')
    const [row] = await passkeysOf(staff).where('user_kind', 'staff')
    await again.get(`${PAGE}/${row.public_id}`)
    const shown = authenticator.get(await optionsAt(again, `${PAGE}/proof`))
    const kept = await again.submit('form[data-form=remove]', { passkey: shown })
    assert.equal(kept.status, 422)
    assert.include(kept.$('.summary').text(), 'faktor kedua Anda yang terakhir')
  })

  test('whoever may not sign in may not with a passkey', async ({ assert }) => {
    const administrator = await createStaff('administrator')
    const { account, authenticator } = await withPasskey(await createStaff('finance'))
    assert.isTrue((await disableStaff(administrator, account.publicId)).ok)
    const { page } = await enter('staff', authenticator)
    assert.equal(page.status, 422)
    assert.include(page.$('.field-error').text(), 'dinonaktifkan')
  })

  test('the second factor that is switched off, or removed for its owner, takes the passkeys along', async ({
    assert,
  }) => {
    const { account, visitor, authenticator } = await withPasskey(await createPartner())
    await visitor.get('/account/second-factor')
    const passkey = authenticator.get(await optionsAt(visitor, `${PAGE}/proof`))
    await visitor.submit('form[data-form=remove]', { passkey })
    assert.match(visitor.page.url, /off=1$/)
    assert.lengthOf(await passkeysOf(account), 0)
    assert.lengthOf(await db.from('recovery_codes').where('user_id', account.id), 0)
    assert.equal((await halfway(account)).page.url, '/')
  })

  test('[R4] a customer’s passkey is a second way in, in one store alone', async ({ assert }) => {
    const { account, page, authenticator } = await withPasskey(await createCustomer('production'))
    assert.equal(page.url, `${PAGE}?added=1`, 'no recovery codes')
    assert.equal((await enter('store', authenticator)).page.url, '/')
    const devstore = new Visitor('devstore').origin
    const twist = { origin: devstore, rpId: 'devstores.localhost' }
    assert.equal((await enter('devstore', authenticator, twist)).page.status, 422)
    // The password alone still signs in.
    assert.equal((await halfway(account)).page.url, '/')
  })
})

test.group('Passkeys: erased with their owner', () => {
  test('a partner takes them along in the export, and leaves none', async ({ assert }) => {
    const { account, authenticator } = await withPasskey(await createPartner())
    const [mine, ...none] = (await collectPersonalData(account)).get('passkeys') as {
      credential_id: string
    }[]
    assert.equal(mine!.credential_id, authenticator.id)
    assert.lengthOf(none, 0)
    await account.merge({ erasureDueAt: clock.now().minus({ minutes: 1 }) }).save()
    await eraseDue()
    assert.lengthOf(await passkeysOf(account).where('user_kind', 'partner'), 0)
    assert.equal((await enter('partner', authenticator)).page.status, 422)
  })

  test('a customer who closes the account leaves none', async ({ assert }) => {
    const { account, visitor } = await withPasskey(await createCustomer('production'))
    await visitor.get('/account/close')
    await visitor.submit('main form', { password: PASSWORD, understood: 'on' })
    assert.lengthOf(await passkeysOf(account).where('user_kind', 'customer'), 0)
  })
})
