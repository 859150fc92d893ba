import type { DateTime } from 'luxon'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import Subscription from '#checkout/models/subscription'
import { renewSubscription } from '#checkout/actions/renew_subscription'
import { stopSubscription } from '#checkout/actions/stop_subscription'
import { settleQuietPayments, turnSubscriptions } from '#checkout/janitor'
import Delivery from '#forwarding/models/delivery'
import { verifyLedger } from '#ledger/queries/verify_ledger'
import { clock, travelBack, travelTo } from '#shared/clock'
import { signIn } from '#tests/support/accounts'
import {
  buy,
  chargesOf,
  gatewayFault,
  openShop,
  openTrade,
  storyOf,
  workOff,
  type Shop,
} from '#tests/support/orders'

async function subjects(shop: Shop): Promise<string[]> {
  const mails = await db
    .from('mailbox_messages')
    .where('recipient', shop.customer.email)
    .orderBy('id')
  return mails.map((mail) => mail.subject)
}

async function eventsOf(order: Order): Promise<string[]> {
  const deliveries = await Delivery.query().where('orderId', order.id).orderBy('id')
  return deliveries.map(({ event, status }) => `${event} ${status}`)
}

async function openPayments(order: Order): Promise<number> {
  const payments = await Payment.query().where('orderId', order.id)
  return payments.filter(({ isOpen }) => isOpen).length
}

test.group('Renewals', (group) => {
  const portal = openTrade(group)

  async function subscribed(method = 'delima', more: Record<string, string> = {}) {
    const shop = await openShop(portal, { price: 22_000, paymentKind: 'subscription' })
    await buy(shop, method, more)
    const order = await Order.findByOrFail('customerId', shop.customer.id)
    const subscription = await Subscription.findByOrFail('orderId', order.id)
    const first = subscription.renewsAt
    return { shop, order, subscription, first }
  }

  const goTo = (instant: DateTime) => travelTo(instant as DateTime<true>)

  /** What the janitor and the worker do of this subscription now. */
  async function turn({ order, subscription }: { order: Order; subscription: Subscription }) {
    await renewSubscription(subscription.id)
    await workOff(order)
    await subscription.refresh()
  }

  test('[R3.8] who subscribed at the former price goes on paying it, whatever the content costs now', async ({
    assert,
  }) => {
    const made = await subscribed()
    const { shop, order, first } = made
    await shop.version.merge({ price: 33_000 }).save()
    await db.from('listings').where('content_id', shop.content.id).update({ price: 33_000 })
    goTo(first.plus({ minutes: 1 }))
    await turn(made)
    const paid = await Payment.query().where('orderId', order.id).orderBy('id')
    assert.deepEqual(
      paid.map(({ amount }) => amount),
      [22_000, 22_000]
    )
  })

  test('[R7.1] a declined renewal is tried again on days 1, 3 and 7, access stays open, then it ends', async ({
    assert,
  }) => {
    const made = await subscribed()
    const { shop, order, subscription, first } = made
    const began = first.plus({ minutes: 1 })
    for (const [index, day] of [0, 1, 3, 7].entries()) {
      goTo(began.plus({ days: day, minutes: index }))
      await gatewayFault({ kind: 'decline', method: 'delima' })
      await turn(made)
      assert.lengthOf(await chargesOf(order), index + 2, `day ${day}`)
      if (day === 7) break
      assert.equal(subscription.status, 'active', await storyOf(order))
      const visitor = await signIn(shop.customer)
      const opened = await visitor.get(`/orders/${order.number}/open`)
      assert.equal(opened.status, 302, `day ${day}`)
      // Nothing more is tried before its day, however often anybody looks.
      await turn(made)
      await turn(made)
      assert.lengthOf(await chargesOf(order), index + 2, `day ${day} once`)
    }
    assert.notEqual(subscription.status, 'active')
    assert.equal(
      (await (await signIn(shop.customer)).get(`/orders/${order.number}/open`)).url,
      `/orders/${order.number}`
    )
    assert.deepEqual(await eventsOf(order), ['purchase delivered', 'stop delivered'])
    assert.deepEqual((await subjects(shop)).slice(1), [
      ...Array.from({ length: 3 }, () => `Perpanjangan ${order.name} belum berhasil`),
      `Langganan ${order.name} tidak dapat diperpanjang`,
    ])
    const charged = (await chargesOf(order)).filter(({ state }) => state === 'collected')
    assert.lengthOf(charged, 1)
  })

  test('[R7.1] the page of a renewal in grace says what happens and what to do, in both languages', async ({
    assert,
  }) => {
    const made = await subscribed()
    const { shop, order } = made
    goTo(made.first.plus({ minutes: 1 }))
    await gatewayFault({ kind: 'decline', method: 'delima' })
    await turn(made)
    const visitor = await signIn(shop.customer)
    const path = `/orders/${order.number}`
    assert.match(
      (await visitor.get(path)).$('#subscription .notice').text(),
      /Rp 22\.000 belum berhasil: Saldo atau pulsa tidak cukup\..*mencoba lagi/s
    )
    assert.match(
      (await visitor.get(`/en${path}`)).$('#subscription .notice').text(),
      /has not worked yet.*We try again on/s
    )
    await visitor.get(path)
    assert.include(visitor.page.$('#subscription .confirm').text(), 'tertutup saat ini juga')
    await visitor.submit('form[action$="/stop"]')
    await workOff(order)
    goTo(clock.now().plus({ days: 1, minutes: 5 }))
    await turn(made)
    assert.lengthOf(await chargesOf(order), 2)
    assert.deepEqual(await eventsOf(order), ['purchase delivered', 'stop delivered'])
  })

  test('[R7.1] paid on the second try it goes on, on its old day, and the partner hears of one renewal', async ({
    assert,
  }) => {
    const made = await subscribed()
    const { order, subscription, first } = made
    const { period } = subscription
    goTo(first.plus({ minutes: 1 }))
    await gatewayFault({ kind: 'decline', method: 'delima' })
    await turn(made)
    goTo(first.plus({ days: 1, minutes: 2 }))
    await turn(made)
    assert.isAbove(subscription.period.localeCompare(period), 0)
    assert.isNull(subscription.retryAt)
    assert.isNull(subscription.graceFrom)
    assert.isAbove(subscription.renewsAt.diff(first, 'days').days, 27)
    assert.deepEqual(await eventsOf(order), ['purchase delivered', 'renewal delivered'])
  })

  test('[R7.1] an unknown outcome is asked about, through every try, and never charged twice', async ({
    assert,
  }) => {
    const made = await subscribed()
    const { order, subscription, first } = made
    goTo(first.plus({ minutes: 1 }))
    await gatewayFault({ kind: 'lost_answer', method: 'delima' })
    await turn(made)
    const [open] = await Payment.query().where('orderId', order.id).orderBy('id', 'desc')
    assert.equal(open!.status, 'unknown')
    assert.equal(subscription.status, 'active')
    goTo(first.plus({ days: 2 }))
    await turn(made)
    await turnSubscriptions()
    assert.lengthOf(await chargesOf(order), 2)
    await settleQuietPayments()
    await workOff(order)
    await subscription.refresh()
    assert.lengthOf(await chargesOf(order), 2)
    assert.isTrue(subscription.renewsAt > clock.now())
    assert.lengthOf(await Payment.query().where('orderId', order.id), 2)
  })

  test('[R7.1] two workers at once, and one killed before it charged, make one charge', async ({
    assert,
  }) => {
    const { order, subscription, first } = await subscribed()
    goTo(first.plus({ minutes: 1 }))
    // As after kill -9: the payment and its errand are written, nobody has gone on.
    await Promise.all([1, 2, 3].map(() => renewSubscription(subscription.id)))
    await turnSubscriptions()
    goTo(clock.now().plus({ hours: 5 }))
    await workOff(order)
    assert.lengthOf(await chargesOf(order), 2)
    assert.lengthOf(await Payment.query().where('orderId', order.id), 2)
  })

  test('[R7.1] a machine that was off for months bills the month that runs, once', async ({
    assert,
  }) => {
    const made = await subscribed()
    const { order, subscription, first } = made
    goTo(first.plus({ days: 100 }))
    await turn(made)
    await turn(made)
    await turnSubscriptions()
    await workOff(order)
    assert.lengthOf(await chargesOf(order), 2)
    assert.isTrue(subscription.renewsAt > clock.now())
    assert.isBelow(subscription.renewsAt.diff(clock.now(), 'days').days, 32)
  })

  test('[R7.1] after days of downtime in the grace one try follows, not one for each that was missed', async ({
    assert,
  }) => {
    const made = await subscribed()
    const { order, subscription, first } = made
    goTo(first.plus({ minutes: 1 }))
    await gatewayFault({ kind: 'decline', method: 'delima' })
    await turn(made)
    goTo(first.plus({ days: 5 }))
    await gatewayFault({ kind: 'decline', method: 'delima' })
    await turn(made)
    await turn(made)
    assert.lengthOf(await chargesOf(order), 3)
    assert.equal(subscription.status, 'active')
    assert.equal(Math.round(subscription.retryAt!.diff(first, 'days').days), 7)
  })

  test('[R7.1] stopped before the month was charged, nothing is charged', async ({ assert }) => {
    const { order, subscription, first } = await subscribed()
    goTo(first.plus({ minutes: 1 }))
    await renewSubscription(subscription.id)
    assert.isTrue((await stopSubscription(order)).ok)
    await workOff(order)
    assert.deepEqual(
      (await chargesOf(order)).map(({ state }) => state),
      ['collected', 'cancelled']
    )
    assert.deepEqual(await eventsOf(order), ['purchase delivered', 'stop delivered'])
    const payments = await Payment.query().where('orderId', order.id).orderBy('id')
    assert.deepEqual(
      payments.map(({ status }) => status),
      ['collected', 'declined']
    )
  })

  test('[R7.1] stopped while the charge’s answer was lost: it is closed, or given back where it was charged', async ({
    assert,
  }) => {
    for (const arrived of [true, false]) {
      const { shop, order, subscription, first } = await subscribed()
      goTo(first.plus({ minutes: 1 }))
      await gatewayFault({ kind: arrived ? 'lost_answer' : 'lost_request', method: 'delima' })
      await renewSubscription(subscription.id)
      await workOff(order)
      assert.isTrue((await stopSubscription(order)).ok)
      goTo(first.plus({ minutes: 3 }))
      await settleQuietPayments()
      await workOff(order)
      assert.deepEqual(
        (await chargesOf(order)).map(({ state }) => state).filter((state) => state !== 'cancelled'),
        arrived ? ['collected', 'reversed'] : ['collected']
      )
      assert.deepEqual(await eventsOf(order), ['purchase delivered', 'stop delivered'])
      assert.equal((await subjects(shop)).join().includes('dikembalikan'), arrived)
      await order.refresh()
      assert.equal(order.status, 'fulfilled')
      travelBack()
    }
  })

  test('[R7.1] a month that waits for the customer is closed after a day and tried again', async ({
    assert,
  }) => {
    const made = await subscribed()
    const { order, subscription, first } = made
    await gatewayFault({ kind: 'pending', method: 'delima' })
    goTo(first.plus({ minutes: 1 }))
    await turn(made)
    goTo(first.plus({ hours: 23 }))
    await settleQuietPayments()
    assert.equal(await openPayments(order), 1)
    goTo(first.plus({ hours: 25 }))
    await settleQuietPayments()
    assert.equal(await openPayments(order), 0)
    await subscription.refresh()
    assert.equal(subscription.status, 'active')
    goTo(subscription.retryAt!.plus({ minutes: 1 }))
    await turn(made)
    assert.isAbove(subscription.renewsAt.toMillis(), first.toMillis())
    assert.lengthOf(
      (await chargesOf(order)).filter(({ state }) => state === 'collected'),
      2
    )
  })

  test('[R7.1] what a voucher has paid ends after its month, with a word why', async ({
    assert,
  }) => {
    const made = await subscribed('telkom_voucher', { voucher_code: 'UJI-50000-BULAN' })
    const { shop, order, subscription, first } = made
    goTo(first.plus({ minutes: 1 }))
    await turn(made)
    assert.notEqual(subscription.status, 'active')
    assert.lengthOf(await chargesOf(order), 1)
    assert.include((await subjects(shop)).join(), 'tidak dapat diperpanjang')
  })

  test('[R7.1] a content taken off sale is not renewed, even before its event is worked off', async ({
    assert,
  }) => {
    const made = await subscribed()
    const { shop, order, subscription, first } = made
    await db
      .from('contents')
      .where('id', shop.content.id)
      .update({ suspended_at: clock.now().toMillis() })
    goTo(first.plus({ minutes: 1 }))
    await turn(made)
    assert.notEqual(subscription.status, 'active')
    assert.lengthOf(await chargesOf(order), 1)
    assert.deepEqual(await eventsOf(order), ['purchase delivered', 'stop delivered'])
  })

  test('[R8.5] after all of this the ledger proves itself', async ({ assert }) => {
    assert.deepEqual((await verifyLedger()).problems, [])
  })
})
