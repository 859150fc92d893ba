import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { closeCustomer } from '#customers/actions/close_customer'
import { correctProfile } from '#customers/actions/correct_profile'
import Order from '#checkout/models/order'
import Subscription from '#checkout/models/subscription'
import Customer from '#customers/models/customer'
import { createCustomer, createPartner, PASSWORD, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { bind, createPurchase } from '#tests/support/listings'
import { buy, openShop, openTrade, registerNumber } from '#tests/support/orders'
import { mailsTo } from '#tests/support/registrations'
import { Visitor } from '#tests/support/visitor'

const close = async (visitor: Visitor, values: Record<string, string | undefined> = {}) => {
  await visitor.get('/account/close')
  return visitor.submit('form[data-form=close]', { password: PASSWORD, understood: '1', ...values })
}

test.group('A customer deletes the account', (group) => {
  const portal = openTrade(group)

  test('[R7.1] subscriptions stop and their partner hears it, personal data is erased, orders stay under an id', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { price: 22_000, paymentKind: 'subscription' })
    const { customer, visitor, content } = shop
    const number = await registerNumber(customer, 'speedy')
    await buy(shop)
    const order = await Order.findByOrFail('customerId', customer.id)
    await order.merge({ methodMasked: number.masked, paymentNumberId: number.id }).save()
    await db.table('ratings').insert({
      public_id: '01ARZ3NDEKTSV4RRFFQ69G5FA0',
      content_id: content.id,
      customer_id: customer.id,
      stars: 4,
      comment: 'Saya suka, salam dari Dewi',
      hidden: 0,
      created_at: 1,
      updated_at: 1,
    })
    const elsewhere = await signIn(customer)
    const told = await visitor.get('/account/close')
    assert.include(told.text, 'Yang disimpan, dan alasannya')
    const done = await close(visitor)
    assert.equal(done.url, '/account-closed')

    assert.match((await visitor.get('/account')).url, /^\/login/)
    assert.match((await elsewhere.get('/account')).url, /^\/login/)
    assert.equal((await Subscription.findByOrFail('orderId', order.id)).status, 'stopping')
    const stops = await db.from('deliveries').where({ order_id: order.id, event: 'stop' })
    assert.lengthOf(stops, 1)
    await order.refresh()
    assert.equal(order.customerId, customer.id)
    assert.equal(order.status, 'fulfilled')
    assert.equal(order.methodMasked, '••••')
    const [rating] = await db.from('ratings').where('customer_id', customer.id)
    assert.isNull(rating.comment)
    assert.equal(rating.stars, 4)
    const kept = await Customer.findOrFail(customer.id)
    assert.equal(kept.publicId, customer.publicId)
    assert.equal(kept.status, 'closed')
    const rows = JSON.stringify([
      await db.from('customers').where('id', customer.id),
      await db.from('payment_numbers').where('customer_id', customer.id),
      await db.from('orders').where('customer_id', customer.id),
      await db.from('audit_events').where('subject_id', customer.publicId),
      await db.from('outbox').where('payload', 'like', '%farewell%'),
    ])
    for (const personal of [customer.email, customer.name, number.number, number.masked])
      assert.notInclude(rows, personal)

    const mails = await mailsTo(customer.email)
    assert.equal(mails.at(-1)!.subject, 'Akun Anda sudah dihapus')
    assert.include(mails.at(-1)!.text, customer.name)
    const types = (await db.from('audit_events').where('subject_id', customer.publicId)).map(
      ({ type }) => type
    )
    assert.include(types, 'customer.closed')
    const again = new Visitor('store')
    const refused = await again.post('/login', { email: customer.email, password: PASSWORD })
    assert.equal(refused.status, 422)
    const fresh = await createCustomer('production', { email: customer.email })
    assert.notEqual(fresh.id, customer.id)
  })

  test('not without the password, not without the tick, not in a moment of inattention', async ({
    assert,
  }) => {
    const customer = await createCustomer('production')
    const visitor = await signIn(customer)
    for (const [values, field] of [
      [{ password: 'salah11$$' }, 'password'],
      [{ password: '' }, 'password'],
      [{ password: 'x'.repeat(100_000) }, 'password'],
      [{ understood: undefined }, 'understood'],
    ] as const) {
      const page = await close(visitor, values)
      assert.equal(page.status, 422)
      assert.isNotEmpty(page.$(`#f-${field}-error`).text(), field)
    }
    for (let tries = 0; tries < 10; tries++) await close(visitor, { password: 'salah11$$' })
    const limited = await close(visitor)
    assert.notEqual(limited.url, '/account-closed')
    assert.equal((await Customer.findOrFail(customer.id)).status, 'active')
    assert.lengthOf(await mailsTo(customer.email), 0)
  })

  test('an order under way is waited for, and nothing is half done', async ({ assert }) => {
    const made = await createContent(await createPartner())
    const customer = await createCustomer('production')
    const order = await createPurchase(customer, made)
    const visitor = await signIn(customer)
    for (const status of ['awaiting_payment', 'payment_unknown', 'paid', 'refund_pending']) {
      await db.from('orders').where('id', order.id).update({ status })
      const page = await close(visitor)
      assert.equal(page.status, 422)
      assert.include(page.$('#f-password-error').text(), 'sedang diproses')
    }
    assert.equal((await Customer.findOrFail(customer.id)).email, customer.email)
    await db.from('orders').where('id', order.id).update({ status: 'refunded' })
    assert.equal((await close(visitor)).url, '/account-closed')
  })

  test('[R4.3] in the trial store it ends the bond to the partner, and says that it was a trial', async ({
    assert,
  }) => {
    const customer = await createCustomer('development', { language: 'en' })
    await bind(customer, await createPartner())
    await close(await signIn(customer))
    assert.lengthOf(await db.from('customer_bindings').where('customer_id', customer.id), 0)
    const [mail] = await mailsTo(customer.email)
    assert.equal(mail!.subject, '[TRIAL] Your account has been deleted')
  })

  test('[R4.2] a name changes, audited without the name; nothing is recorded where nothing changed', async ({
    assert,
  }) => {
    const customer = await createCustomer('production')
    const visitor = await signIn(customer)
    for (let times = 0; times < 2; times++) {
      await visitor.get('/account')
      await visitor.submit('form[data-form=profile]', { name: 'Dewi Baru' })
    }
    assert.equal((await Customer.findOrFail(customer.id)).name, 'Dewi Baru')
    const events = await db
      .from('audit_events')
      .where({ type: 'customer.data_corrected', subject_id: customer.publicId })
    assert.lengthOf(events, 1)
    assert.deepEqual(JSON.parse(events[0].data), { fields: 'name' })
  })

  test('[R4.2] an account that was closed meanwhile gets no name back', async ({ assert }) => {
    const customer = await createCustomer('production')
    await correctProfile(await Customer.findOrFail(customer.id), {
      name: 'Dewi Ayu',
      language: 'id',
    })
    assert.equal((await Customer.findOrFail(customer.id)).name, 'Dewi Ayu')
    // Signed in before the account was closed, as a second request is that comes at the same time.
    const loaded = await Customer.findOrFail(customer.id)
    assert.isTrue((await closeCustomer(customer, PASSWORD)).ok)
    await correctProfile(loaded, { name: 'Dewi Kembali', language: 'en' })
    const closed = await Customer.findOrFail(customer.id)
    assert.deepEqual([closed.name, closed.status, closed.language], ['-', 'closed', 'id'])
    const events = db.from('audit_events').where('subject_id', customer.publicId)
    assert.lengthOf(await events.where('type', 'customer.data_corrected'), 1)
  })
})
