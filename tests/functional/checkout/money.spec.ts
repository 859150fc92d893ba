import type { DateTime } from 'luxon'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import Subscription from '#checkout/models/subscription'
import { endSales } from '#checkout/actions/end_sales'
import { turnSubscriptions } from '#checkout/janitor'
import Delivery from '#forwarding/models/delivery'
import { verifyLedger } from '#ledger/queries/verify_ledger'
import { clock, travelTo } from '#shared/clock'
import { publicId } from '#shared/public_id'
import {
  balancesOf,
  buy,
  chargesOf,
  gatewayFault,
  openShop,
  openTrade,
  registerNumber,
  sendCallback,
  workOff,
  type Shop,
} from '#tests/support/orders'

test.group('Money', (group) => {
  const portal = openTrade(group)

  async function bought(shop: Shop, method = 'delima') {
    await buy(shop, method)
    const order = await Order.query()
      .where('customerId', shop.customer.id)
      .orderBy('id', 'desc')
      .firstOrFail()
    const payment = await Payment.query().where('orderId', order.id).orderBy('id').firstOrFail()
    return { order, payment }
  }

  async function billed() {
    const shop = await openShop(portal, { price: 22_000 })
    const number = await registerNumber(shop.customer, 'speedy')
    return { shop, ...(await bought(shop, `speedy:${number.publicId}`)) }
  }

  test('[R1.3][R4.5] collected by a signed callback: shared then, and only once', async ({
    assert,
  }) => {
    const { order, payment } = await billed()
    const event = { type: 'collected' as const, key: payment.idemKey, amount: 22_000, sequence: 2 }
    assert.equal(await sendCallback('speedy', event), 200)
    assert.equal(await sendCallback('speedy', event), 200)
    // The sandbox of a development machine serves both stores, and calls the doorway.
    assert.equal(await sendCallback('speedy', { ...event, sequence: 3 }, {}, 'doorway'), 200)
    await payment.refresh()
    assert.equal(payment.status, 'collected')
    const split = {
      clearing: 22_000,
      ppn_payable: -2_180,
      partner_payable: -12_883,
      operator_revenue: -6_937,
    }
    assert.deepEqual(await balancesOf(order), split)
    assert.equal(await sendCallback('speedy', { ...event, type: 'billed', sequence: 1 }), 200)
    assert.deepEqual(await balancesOf(order), split)
  })

  test('[R7.3] a charge-back undoes the split, ends the access and tells partner and customer', async ({
    assert,
  }) => {
    const { shop, order, payment } = await billed()
    const event = { key: payment.idemKey, amount: 22_000 }
    await sendCallback('speedy', { ...event, type: 'collected', sequence: 2 })
    assert.equal(await sendCallback('speedy', { ...event, type: 'reversed', sequence: 3 }), 200)
    await workOff(order)
    await order.refresh()
    assert.equal(order.status, 'refunded')
    assert.deepEqual(await balancesOf(order), {})
    const events = await Delivery.query().where('orderId', order.id).orderBy('id')
    assert.deepEqual(
      events.map((one) => one.event),
      ['purchase', 'refund']
    )
    assert.equal(
      (await shop.visitor.get(`/orders/${order.number}/open`)).url,
      `/orders/${order.number}`
    )
  })

  test('[R4.5] a callback that is unsigned, signed wrongly, stale or of another sum changes nothing', async ({
    assert,
  }) => {
    const { order, payment } = await billed()
    const event = { type: 'collected' as const, key: payment.idemKey, amount: 22_000, sequence: 2 }
    assert.equal(await sendCallback('speedy', event, { 'gateway-signature': '' }), 401)
    assert.equal(await sendCallback('speedy', event, { 'gateway-signature': '0'.repeat(64) }), 401)
    assert.equal(await sendCallback('speedy', event, { 'gateway-timestamp': '1' }), 401)
    assert.equal(await sendCallback('speedy', { ...event, amount: 1 }), 422)
    assert.equal(await sendCallback('delima', event), 404)
    assert.equal(await sendCallback('pocket', event), 404)
    assert.equal(await sendCallback('speedy', { ...event, key: 'order:unknown' }), 404)
    assert.deepEqual(await balancesOf(order), { receivable: 22_000, billed_unearned: -22_000 })
  })

  test('[R4.5] a pending payment that is paid takes the order on', async ({ assert }) => {
    const shop = await openShop(portal, { price: 22_000 })
    await gatewayFault({ kind: 'pending', method: 'delima' })
    const { order, payment } = await bought(shop)
    assert.equal(order.status, 'awaiting_payment')
    await sendCallback('delima', {
      type: 'collected',
      key: payment.idemKey,
      amount: 22_000,
      sequence: 1,
    })
    travelTo(clock.now().plus({ seconds: 3 }))
    await workOff(order)
    await order.refresh()
    assert.equal(order.status, 'fulfilled')
    const page = await shop.visitor.get(`/orders/${order.number}`)
    assert.match(String(page.headers.refresh), /^5; url=/)
  })

  test('[R7.1][R4.8] a subscription renews by itself, tells the partner, and books the month', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { price: 22_000, paymentKind: 'subscription' })
    const { order } = await bought(shop)
    const subscription = await Subscription.findByOrFail('orderId', order.id)
    const firstPeriod = subscription.period
    await turnSubscriptions()
    assert.lengthOf(await Payment.query().where('orderId', order.id), 1)
    travelTo(subscription.renewsAt.plus({ minutes: 1 }) as DateTime<true>)
    await Promise.all([turnSubscriptions(), turnSubscriptions()])
    await workOff(order)
    await turnSubscriptions()
    await workOff(order)
    await subscription.refresh()
    assert.isAbove(subscription.period.localeCompare(firstPeriod), 0)
    assert.lengthOf(await chargesOf(order), 2)
    assert.equal((await balancesOf(order)).clearing, 44_000)
    const deliveries = await Delivery.query().where('orderId', order.id).orderBy('id')
    assert.deepEqual(
      deliveries.map((one) => [one.event, one.parameters.period, one.status]),
      [
        ['purchase', firstPeriod, 'delivered'],
        ['renewal', subscription.period, 'delivered'],
      ]
    )
    assert.equal(deliveries[0]!.parameters.sub_id, deliveries[1]!.parameters.sub_id)
  })

  test('[R3.1] stops in two clicks; what is paid stays open until its end, nothing is billed', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { price: 22_000, paymentKind: 'subscription' })
    const { order } = await bought(shop)
    const page = await shop.visitor.get(`/orders/${order.number}`)
    assert.lengthOf(page.$('details.confirm summary'), 1)
    await shop.visitor.submit('form[action$="/stop"]')
    await workOff(order)
    const subscription = await Subscription.findByOrFail('orderId', order.id)
    assert.equal(subscription.status, 'stopping')
    const opened = await shop.visitor.get(`/orders/${order.number}/open`)
    assert.equal(opened.status, 302)
    travelTo(subscription.renewsAt.plus({ days: 1 }) as DateTime<true>)
    await turnSubscriptions()
    await subscription.refresh()
    assert.equal(subscription.status, 'stopped')
    assert.lengthOf(await chargesOf(order), 1)
    const events = await Delivery.query().where('orderId', order.id).orderBy('id')
    assert.deepEqual(
      events.map((one) => [one.event, one.status]),
      [
        ['purchase', 'delivered'],
        ['stop', 'delivered'],
      ]
    )
  })

  test('[R4.8] in the development store a renewal can be tried at once; in production it cannot', async ({
    assert,
  }) => {
    const trial = await openShop(portal, {
      status: 'in_review',
      environment: 'development',
      paymentKind: 'subscription',
    })
    const { order } = await bought(trial)
    await trial.visitor.get(`/orders/${order.number}`)
    await trial.visitor.submit('form[action$="/renewal"]')
    await workOff(order)
    assert.deepEqual(
      (await Delivery.query().where('orderId', order.id).orderBy('id')).map((one) => [
        one.event,
        one.status,
      ]),
      [
        ['purchase', 'delivered'],
        ['renewal', 'delivered'],
      ]
    )
    const real = await openShop(portal, { paymentKind: 'subscription' })
    const sold = await bought(real)
    const page = await real.visitor.get(`/orders/${sold.order.number}`)
    assert.lengthOf(page.$('form[action$="/renewal"]'), 0)
    const csrf = page.$('[name=_csrf]').first().attr('value')!
    assert.equal(
      (await real.visitor.post(`/orders/${sold.order.number}/renewal`, { _csrf: csrf })).status,
      404
    )
  })

  test('[R7.1] when a content ends its subscriptions stop, and both sides hear of it', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { paymentKind: 'subscription' })
    const { order } = await bought(shop)
    await endSales(shop.content.id)
    await endSales(shop.content.id)
    await workOff(order)
    const subscription = await Subscription.findByOrFail('orderId', order.id)
    assert.equal(subscription.status, 'stopping')
    assert.lengthOf(await Delivery.query().where('orderId', order.id).where('event', 'stop'), 1)
    const mails = await db.from('mailbox_messages').where('recipient', shop.customer.email)
    assert.lengthOf(
      mails.filter((mail) => mail.subject.includes('tidak dijual lagi')),
      1
    )
  })

  test('[R4.7] what a killed process left is done by the worker, once', async ({ assert }) => {
    const { placeOrder } = await import('#checkout/actions/place_order')
    const shop = await openShop(portal, { price: 22_000 })
    // As after kill -9 between the order's commit and its charge: nobody goes on but the worker.
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
    travelTo(clock.now().plus({ seconds: 20 }))
    await workOff(order)
    travelTo(clock.now().plus({ seconds: 5 }))
    await workOff(order)
    await order.refresh()
    assert.equal(order.status, 'fulfilled')
    assert.lengthOf(await chargesOf(order), 1)
    assert.equal((await balancesOf(order)).clearing, 22_000)
  })

  test('[R8.5] after all of this the ledger proves itself', async ({ assert }) => {
    assert.deepEqual((await verifyLedger()).problems, [])
  })
})
