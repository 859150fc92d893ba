import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { enqueueMail, mailNames } from '#core/mail/mail'
import { noticeKinds } from '#core/notices/notices'
import { countUnread, sweepNotices } from '#core/notices/read_notices'
import { clock, travelTo } from '#shared/clock'
import { reads, transaction } from '#shared/database/main'
import { publicId } from '#shared/public_id'
import { createCustomer, createPartner, createStaff, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { createPurchase } from '#tests/support/listings'
import { Visitor } from '#tests/support/visitor'

/** Mails to somebody who is not signed in, or who is not meant: they hold a link that is a key, or warn of a stranger. */
const BY_MAIL_ALONE = [
  'customers.activation',
  'customers.farewell',
  'customers.known_address',
  'identity.invitation',
  'identity.password_reset',
  'partners.activation',
  'partners.bank_change_asked',
  'partners.email_change',
  'partners.known_address',
]

const tellChange = (kind: string, accountId: number, dedupeKey?: string) =>
  transaction((trx) =>
    enqueueMail(trx, 'identity.password_changed', { kind, accountId }, dedupeKey)
  )

const unreadOf = async (kind: 'partner' | 'staff' | 'customer', { id }: { id: number }) =>
  countUnread({ kind, id })

test.group('Notices', () => {
  test('[R5.1] every mail has its notice, or is one for somebody who is not signed in', ({
    assert,
  }) => {
    assert.sameMembers([...noticeKinds(), ...BY_MAIL_ALONE], mailNames())
  })

  test('[R5.1] a content’s way is told to its partner, in the reader’s language, with the way there', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const name = `Kabar ${publicId()}`
    const { content, version } = await createContent(partner, { status: 'in_review', name })
    await transaction((trx) =>
      enqueueMail(trx, 'approvals.submitted', { versionId: version.id, isFirst: true })
    )
    const visitor = await signIn(partner)
    const before = await visitor.get('/')
    assert.equal(before.$('.bell .count').text(), String(await unreadOf('partner', partner)))
    assert.match(before.$('.bell').attr('aria-label')!, /belum dibaca/)
    await visitor.get('/notices')
    assert.include(visitor.page.$('.notices').text(), `${name} kami terima dan mulai diperiksa`)
    const english = await visitor.get('/en/notices')
    assert.include(english.$('.notices').text(), `We have ${name} and begin to review it`)
    const opened = await visitor.click('.notices li:first-child a')
    assert.equal(opened.url, `/en/contents/${content.publicId}`)
    assert.equal(await unreadOf('partner', partner), 0)
    assert.lengthOf((await visitor.get('/')).$('.bell .count').toArray(), 0)
  })

  test('[R4.7] a customer is told of orders', async ({ assert }) => {
    const customer = await createCustomer('production')
    const order = await createPurchase(customer, await createContent(await createPartner()))
    await transaction((trx) => enqueueMail(trx, 'checkout.order_failed', { orderId: order.id }))
    const visitor = await signIn(customer)
    const page = await visitor.get('/notices')
    assert.include(page.$('.notices').text(), order.number)
    assert.equal((await visitor.click('.notices a')).url, `/orders/${order.number}`)
  })

  test('one is marked, then all that were shown: what came since is not', async ({ assert }) => {
    const staff = await createStaff('legal')
    for (let one = 0; one < 4; one++) await tellChange('staff', staff.id)
    const visitor = await signIn(staff)
    await visitor.get('/notices')
    assert.lengthOf(visitor.page.$('.notices .is-unread').toArray(), 4)
    await visitor.submit('.notices li:nth-child(2) form')
    assert.lengthOf(visitor.page.$('.notices .is-unread').toArray(), 3)
    await tellChange('staff', staff.id)
    await visitor.submit('form[action="/notices/readings"]')
    assert.lengthOf(visitor.page.$('.notices .is-unread').toArray(), 1)
    await visitor.get('/notices?show=unread')
    assert.lengthOf(visitor.page.$('.notices li').toArray(), 1)
  })

  test('the list goes on by keyset, and the bell says 99+ at most', async ({ assert }) => {
    const staff = await createStaff('qa')
    for (let one = 0; one < 45; one++) await tellChange('staff', staff.id)
    const visitor = await signIn(staff)
    const shown: number[] = []
    for (await visitor.get('/notices'); ; await visitor.click('a[rel="next"]')) {
      shown.push(visitor.page.$('.notices li').length)
      if (visitor.page.$('a[rel="next"]').length === 0) break
    }
    assert.deepEqual(shown, [20, 20, 5])
    assert.equal(visitor.page.$('.bell .count').text(), '45')
    for (let one = 0; one < 60; one++) await tellChange('staff', staff.id)
    assert.equal((await visitor.get('/notices')).$('.bell .count').text(), '99+')
    for (const query of ['before=x', 'before=99999999999', 'show=%25', 'show[]=1'])
      assert.equal((await visitor.get(`/notices?${query}`)).status, 200, query)
  })

  test('told once where the mail is sent once, and not at all when nothing was committed', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const before = await unreadOf('partner', partner)
    const key = publicId()
    await tellChange('partner', partner.id, key)
    await tellChange('partner', partner.id, key)
    assert.equal(await unreadOf('partner', partner), before + 1)
    await assert.rejects(() =>
      transaction(async (trx) => {
        await enqueueMail(trx, 'identity.password_changed', {
          kind: 'partner',
          accountId: partner.id,
        })
        throw new Error('undone')
      })
    )
    assert.equal(await unreadOf('partner', partner), before + 1)
  })

  test('somebody else’s is not to be had: not by partners, customers or staff, not of another kind with the same id', async ({
    assert,
  }) => {
    const owner = await createPartner()
    await tellChange('partner', owner.id)
    const { public_id: id } = await db
      .from('notices')
      .where({ reader_kind: 'partner', reader_id: owner.id })
      .orderBy('id', 'desc')
      .firstOrFail()
    const others = [await createPartner(), await createCustomer(), await createStaff('legal')]
    for (const account of others) {
      const visitor = await signIn(account)
      const token = (await visitor.get('/account')).$('input[name=_csrf]').attr('value') ?? ''
      assert.equal((await visitor.get(`/notices/${id}`)).status, 404)
      assert.equal((await visitor.post(`/notices/${id}/reading`, { _csrf: token })).status, 404)
      await visitor.post('/notices/readings', { _csrf: token, newest: '2147483647' })
    }
    assert.isAbove(await unreadOf('partner', owner), 0)
    await db.table('notices').insert({
      public_id: publicId(),
      reader_kind: 'staff',
      reader_id: owner.id,
      kind: 'identity.password_changed',
      data: '{}',
      path: '/account',
      created_at: 1,
    })
    const [{ n }] = await reads().all<{ n: number }>(
      `select count(*) as n from notices where reader_kind = 'partner' and reader_id = ? and created_at = 1`,
      [owner.id]
    )
    assert.equal(Number(n), 0)
  })

  test('pages of guests ask for no notices and show no bell', async ({ assert }) => {
    for (const door of ['store', 'devstore', 'partner', 'staff'] as const) {
      const visitor = new Visitor(door)
      const page = await visitor.get('/')
      assert.lengthOf(page.$('.bell').toArray(), 0, door)
      assert.match((await visitor.get('/notices')).url, /^\/login/)
    }
  })

  test('a notice of an older release, and one of long ago', async ({ assert }) => {
    const partner = await createPartner()
    await db.table('notices').insert({
      public_id: publicId(),
      reader_kind: 'partner',
      reader_id: partner.id,
      kind: 'nobody.knows',
      data: '{}',
      path: '/account',
      created_at: clock.now().toMillis(),
    })
    const page = await (await signIn(partner)).get('/notices')
    assert.include(page.$('.notices').text(), 'pemberitahuan lama')
    const count = async () =>
      Number((await db.from('notices').where('reader_id', partner.id).count('* as n'))[0].n)
    await sweepNotices()
    assert.isAbove(await count(), 0)
    travelTo(clock.now().plus({ days: 366 }))
    await sweepNotices()
    assert.equal(await count(), 0)
  })
})
