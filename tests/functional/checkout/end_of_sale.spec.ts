import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Order from '#checkout/models/order'
import Subscription from '#checkout/models/subscription'
import Delivery from '#forwarding/models/delivery'
import { placeOrder } from '#checkout/actions/place_order'
import { endSales } from '#checkout/actions/end_sales'
import { settlePayment } from '#checkout/actions/settle_payment'
import Payment from '#checkout/models/payment'
import { verifyLedger } from '#ledger/queries/verify_ledger'
import { clock, travelTo } from '#shared/clock'
import { publicId } from '#shared/public_id'
import { createCustomer, createPartner, createStaff, signIn } from '#tests/support/accounts'
import {
  answerOk,
  buy,
  chargesOf,
  gatewayFault,
  openShop,
  openTrade,
  storyOf,
  workOff,
  workOffRows,
  type Shop,
} from '#tests/support/orders'
import { siteMapOf } from '#tests/support/site_map'
import { Visitor } from '#tests/support/visitor'

const REASON = 'Layanan pelanggan tidak menjawab.'

const orderOf = (shop: Shop) =>
  Order.query().where('customerId', shop.customer.id).orderBy('id', 'desc').firstOrFail()

const legal = async () => signIn(await createStaff('legal'))

async function suspend(visitor: Visitor, shop: Shop, reason = REASON) {
  await visitor.get(`/contents/${shop.content.publicId}`)
  return visitor.submit('form[action$="/suspension"]', { reason })
}

/** What the events of this content bring about, and the mails to its partner. */
async function follow(shop: Shop): Promise<void> {
  await workOffRows(
    (kind, payload) =>
      (kind.startsWith('content.') && payload.contentId === shop.content.id) ||
      (kind === 'mail' && payload.payload?.contentId === shop.content.id)
  )
}

async function subjectsTo(email: string): Promise<string> {
  const mails = await db.from('mailbox_messages').where('recipient', email).orderBy('id')
  return mails.map((mail) => mail.subject).join('\n')
}

test.group('End of sale', (group) => {
  const portal = openTrade(group)

  test('[R7.1] Legal suspends with a reason: it leaves both stores at once, billing stops, everybody hears of it', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { price: 22_000, paymentKind: 'subscription' })
    await buy(shop)
    const order = await orderOf(shop)
    const path = `/products/${shop.content.publicId}`
    const guest = new Visitor('store')
    const first = await guest.get(path)
    assert.equal(first.status, 200)

    const desk = await legal()
    await desk.get(`/companies/${shop.partner.publicId}`)
    const before = await desk.click(`main a[href="/contents/${shop.content.publicId}"]`)
    assert.match(before.$('.facts').text(), /Langganan berjalan\s*1/)
    const page = await suspend(desk, shop)
    assert.equal(page.url, `/contents/${shop.content.publicId}`)
    assert.include(page.text, REASON)

    const again = await guest.get(path, { 'if-none-match': String(first.headers.etag) })
    assert.equal(again.status, 404)
    assert.equal((await new Visitor('devstore').get(path)).status, 404)
    assert.notInclude((await guest.get('/products')).text, shop.content.publicId)
    assert.notInclude((await siteMapOf(guest)).join(' '), shop.content.publicId)

    await follow(shop)
    await workOff(order)
    const subscription = await Subscription.findByOrFail('orderId', order.id)
    assert.equal(subscription.status, 'stopping')
    const stop = await Delivery.query().where({ orderId: order.id, event: 'stop' }).firstOrFail()
    assert.equal(stop.status, 'delivered')
    assert.include(await subjectsTo(shop.customer.email), 'tidak dijual lagi')
    assert.include(await subjectsTo(shop.partner.email), 'ditangguhkan')
    const [mail] = await db.from('mailbox_messages').where('recipient', shop.partner.email)
    assert.include((await new Visitor('doorway').get(`/mailbox/${mail.public_id}`)).text, REASON)
    const events = await db
      .from('audit_events')
      .where({ type: 'content.suspended', subject_id: shop.content.publicId })
    assert.deepEqual(
      events.map(({ actor_kind: kind, data }) => [kind, JSON.parse(data).reason]),
      [['staff', REASON]]
    )
    // What was paid is still open, and the partner sees why.
    assert.equal((await shop.visitor.get(`/orders/${order.number}/open`)).status, 302)
    const status = await (await signIn(shop.partner)).get(path.replace('products', 'contents'))
    assert.include(status.text, `Alasan penangguhan: ${REASON}`)
  })

  test('[R7.1] resumed, it is on sale again; a second press of either button is told', async ({
    assert,
  }) => {
    const shop = await openShop(portal)
    const desk = await legal()
    const other = await legal()
    await other.get(`/contents/${shop.content.publicId}`)
    await suspend(desk, shop)
    const late = await other.submit('form[action$="/suspension"]', { reason: REASON })
    assert.equal(late.status, 422)
    assert.include(late.text, 'sudah berubah')
    assert.lengthOf(
      await db
        .from('outbox')
        .where('kind', 'content.suspended')
        .whereLike('payload', `%:${shop.content.id}}`),
      1
    )
    await desk.submit('form[action$="/resumption"]', { reason: 'Nomor layanan sudah diganti.' })
    for (const door of ['store', 'devstore'] as const)
      assert.equal(
        (await new Visitor(door).get(`/products/${shop.content.publicId}`)).status,
        200,
        door
      )
    await follow(shop)
    assert.include(await subjectsTo(shop.partner.email), 'dijual lagi')
    await buy(shop)
    assert.equal((await orderOf(shop)).status, 'fulfilled')
    await desk.get(`/en/contents/${shop.content.publicId}`)
    assert.include(desk.page.text, 'The content leaves the store at once')
  })

  test('[R7.1] a reason is asked for; wrong ones keep what was typed and change nothing', async ({
    assert,
  }) => {
    const shop = await openShop(portal)
    const desk = await legal()
    for (const reason of ['', '   ', 'pendek', 'x'.repeat(501), `panjang cukup\u0000`]) {
      const page = await suspend(desk, shop, reason)
      assert.equal(page.status, 422, JSON.stringify(reason))
      assert.equal(page.$('#f-reason-error').length, 1)
    }
    await shop.content.refresh()
    assert.isNull(shop.content.suspendedAt)
  })

  test('[R5.5] nobody but Legal decides; administrators look, the others do not even', async ({
    assert,
  }) => {
    const shop = await openShop(portal)
    const path = `/contents/${shop.content.publicId}`
    for (const role of ['administrator', 'qa', 'finance'] as const) {
      const visitor = await signIn(await createStaff(role))
      const page = await visitor.get(path)
      assert.equal(page.status, role === 'administrator' ? 200 : 403, role)
      assert.lengthOf(page.$('form[action$="/suspension"]'), 0)
      await visitor.get('/account')
      const csrf = visitor.page.$('[name=_csrf]').first().attr('value')
      for (const step of ['suspension', 'resumption'])
        assert.equal(
          (await visitor.post(`${path}/${step}`, { _csrf: csrf, reason: REASON })).status,
          403
        )
    }
    const draft = await openShop(portal, { status: 'in_review' })
    const desk = await legal()
    assert.equal((await desk.get(`/contents/${draft.content.publicId}`)).status, 404)
    assert.equal((await desk.get('/contents/x')).status, 404)
  })

  test('[R7.1] what nobody has paid yet is cancelled; what is paid goes on to the partner', async ({
    assert,
  }) => {
    const shop = await openShop(portal)
    await gatewayFault({ kind: 'pending', method: 'delima' })
    await buy(shop)
    const waiting = await orderOf(shop)
    assert.equal(waiting.status, 'awaiting_payment')
    const payer = await createCustomer('production')
    const visitor = await signIn(payer)
    portal.answering = (_query, _request, response) => response.writeHead(503).end()
    await buy({ ...shop, customer: payer, visitor })
    const paid = await Order.findByOrFail('customerId', payer.id)
    assert.equal(paid.status, 'fulfilling')

    await suspend(await legal(), shop)
    portal.answering = answerOk
    await gatewayFault({ kind: 'lost_answer', on: 'cancel', method: 'delima' })
    await assert.rejects(() => endSales(shop.content.id), /not cancelled yet/)
    await follow(shop)
    await waiting.refresh()
    assert.equal(waiting.status, 'cancelled', await storyOf(waiting))
    assert.deepEqual(
      (await chargesOf(waiting)).map(({ state }) => state),
      ['cancelled']
    )
    travelTo(clock.now().plus({ minutes: 2 }))
    await workOff(paid)
    await paid.refresh()
    assert.equal(paid.status, 'fulfilled', await storyOf(paid))
    await workOff(waiting)
    assert.include(await subjectsTo(shop.customer.email), 'tidak jadi')
  })

  test('[R7.1] a subscription that begins after the suspension is served for its month and stops', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { paymentKind: 'subscription' })
    const placed = await placeOrder({
      formKey: publicId(),
      customer: shop.customer,
      contentPublicId: shop.content.publicId,
      environment: 'production',
      method: 'delima',
      voucherCode: null,
      price: null,
    })
    if (!placed.ok) throw new Error(placed.error.type)
    const { order } = placed.value
    await settlePayment((await Payment.findByOrFail('orderId', order.id)).id)
    await suspend(await legal(), shop)
    await follow(shop)
    travelTo(clock.now().plus({ minutes: 1 }))
    await workOff(order)
    const subscription = await Subscription.findByOrFail('orderId', order.id)
    assert.equal(subscription.status, 'stopping', await storyOf(order))
    assert.isTrue(subscription.accessUntil! > clock.now())
    const told = await Delivery.query().where('orderId', order.id).orderBy('id')
    assert.deepEqual(
      told.map(({ event, status }) => [event, status]),
      [
        ['purchase', 'delivered'],
        ['stop', 'delivered'],
      ]
    )
  })

  test('[R7.1] the partner takes a published content off sale, with the version in approval; not somebody else’s', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { paymentKind: 'subscription' })
    await buy(shop)
    const order = await orderOf(shop)
    const stranger = await signIn(await createPartner())
    await stranger.get('/account')
    const csrf = stranger.page.$('[name=_csrf]').first().attr('value')
    const path = `/contents/${shop.content.publicId}`
    assert.equal((await stranger.post(`${path}/sale-end`, { _csrf: csrf })).status, 404)

    const visitor = await signIn(shop.partner)
    await visitor.get(path)
    assert.lengthOf(visitor.page.$('details.confirm form[action$="/sale-end"]'), 1)
    const page = await visitor.submit('form[action$="/sale-end"]')
    assert.equal(page.url, path)
    assert.include(page.$('.pill').first().text(), 'Ditarik')
    assert.lengthOf(page.$('form[action$="/sale-end"]'), 0)
    assert.equal((await new Visitor('store').get(`/products/${shop.content.publicId}`)).status, 404)
    await follow(shop)
    await workOff(order)
    assert.equal((await Subscription.findByOrFail('orderId', order.id)).status, 'stopping')
    assert.include(await subjectsTo(shop.partner.email), 'ditarik dari penjualan')
    const own = visitor.page.$('[name=_csrf]').first().attr('value')
    const again = await visitor.post(`${path}/sale-end`, { _csrf: own })
    assert.equal(again.url, path)
    const desk = await legal()
    assert.lengthOf((await desk.get(path)).$('form[action*="/contents/"]'), 0)
    const refused = await desk.post(`${path}/resumption`, {
      _csrf: desk.page.$('[name=_csrf]').first().attr('value'),
      reason: REASON,
    })
    assert.equal(refused.status, 422)
  })

  test('a content that was never published has no sale to end', async ({ assert }) => {
    const shop = await openShop(portal, { status: 'in_review' })
    const visitor = await signIn(shop.partner)
    await visitor.get(`/contents/${shop.content.publicId}`)
    assert.lengthOf(visitor.page.$('form[action$="/sale-end"]'), 0)
    const csrf = visitor.page.$('[name=_csrf]').first().attr('value')
    const page = await visitor.post(`/contents/${shop.content.publicId}/sale-end`, { _csrf: csrf })
    assert.equal(page.status, 422)
  })

  test('[R8.5] after all of this the ledger proves itself', async ({ assert }) => {
    assert.deepEqual((await verifyLedger()).problems, [])
  })
})
