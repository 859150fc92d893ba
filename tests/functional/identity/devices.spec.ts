import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import {
  createCustomer,
  createPartner,
  createStaff,
  PASSWORD,
  signIn,
} from '#tests/support/accounts'
import { mailsTo } from '#tests/support/registrations'
import { Visitor } from '#tests/support/visitor'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const NEW = 'Masuk dari perangkat baru'

const enter = (visitor: Visitor, email: string, agent = FIREFOX) =>
  visitor.post('/login', { email, password: PASSWORD }, { 'user-agent': agent })

const told = async (email: string) =>
  (await mailsTo(email)).filter(({ subject }) => subject.includes(NEW))

async function eventsOf(id: string, type: string) {
  return db.from('audit_events').where({ subject_id: id, type })
}

test.group('Signed-in devices', () => {
  for (const [door, make] of [
    ['partner', () => createPartner()],
    ['store', () => createCustomer('production')],
  ] as const) {
    test(`[R4.2] ${door}: of a sign-in from a browser never seen before its owner hears, once`, async ({
      assert,
    }) => {
      const account = await make()
      const home = new Visitor(door)
      await enter(home, account.email)
      assert.lengthOf(await told(account.email), 0, 'the first there is')
      const stranger = new Visitor(door)
      await enter(stranger, account.email)
      const [mail] = await told(account.email)
      assert.include(mail!.text, 'Firefox, Linux')
      assert.match(mail!.text, /127\.\d+\.\d+\.\d+/)
      assert.include(mail!.text, '/password/forgot')
      await stranger.get('/account')
      await stranger.submit('form[action$="/logout"]')
      await enter(stranger, account.email)
      await enter(home, account.email)
      assert.lengthOf(await told(account.email), 1)
      const kind = door === 'store' ? 'customer' : 'partner'
      assert.lengthOf(await eventsOf(account.publicId, `${kind}.device_seen`), 1)
      const kept = JSON.stringify(await db.from('known_devices').where('user_id', account.id))
      assert.notInclude(kept, '127.')
    })
  }

  test('a wrong password, from wherever, is no device', async ({ assert }) => {
    const partner = await createPartner()
    await enter(new Visitor('partner'), partner.email)
    const thief = new Visitor('partner')
    await thief.post('/login', { email: partner.email, password: 'salah11$$' })
    assert.lengthOf(await told(partner.email), 0)
    assert.lengthOf(
      await db.from('known_devices').where({ user_kind: 'partner', user_id: partner.id }),
      1
    )
  })

  test('a cookie that somebody made up is no device that was seen', async ({ assert }) => {
    const partner = await createPartner()
    await enter(new Visitor('partner'), partner.email)
    await new Visitor('partner').post(
      '/login',
      { email: partner.email, password: PASSWORD },
      { cookie: `device=${'a'.repeat(43)}` }
    )
    assert.lengthOf(await told(partner.email), 1)
  })

  test('one is signed out, or all others: in words, marked, audited', async ({ assert }) => {
    const staff = await createStaff('legal')
    const [here, there, third] = [await signIn(staff), await signIn(staff), await signIn(staff)]
    const page = await here.get('/account')
    assert.lengthOf(page.$('#devices tbody tr').toArray(), 3)
    assert.equal(page.$('#devices tbody b').text(), 'Perangkat ini')
    await here.submit('#devices tbody form')
    await here.submit('form[action$="/sessions/others"]')
    for (const visitor of [there, third])
      assert.match((await visitor.get('/account')).url, /^\/login/)
    assert.equal((await here.get('/account')).status, 200)
    const events = await eventsOf(staff.publicId, 'staff.devices_signed_out')
    assert.deepEqual(
      events.map(({ data }) => JSON.parse(data).count),
      [1, 1]
    )
  })
})
