import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import { settleQuietPayments } from '#checkout/janitor'
import Delivery from '#forwarding/models/delivery'
import { verifyLedger } from '#ledger/queries/verify_ledger'
import { clock, travelTo } from '#shared/clock'
import {
  answerOk,
  answerWith,
  balancesOf,
  buy,
  gatewayFault,
  openShop,
  openTrade,
  sendCallback,
  workOff,
} from '#tests/support/orders'

test.group('Money that comes, or goes, too late', (group) => {
  const portal = openTrade(group)

  /** Buys with a payment that waits for the customer. */
  async function waiting() {
    const shop = await openShop(portal, { price: 22_000 })
    await gatewayFault({ kind: 'pending', method: 'delima' })
    await buy(shop)
    const order = await Order.findByOrFail('customerId', shop.customer.id)
    const payment = await Payment.findByOrFail('orderId', order.id)
    const report = (type: 'billed' | 'collected' | 'reversed' | 'declined', sequence: number) =>
      sendCallback('delima', { type, key: payment.idemKey, amount: 22_000, sequence })
    return { shop, order, payment, report }
  }

  const endings: Record<
    string,
    {
      status: Order['status']
      end: (made: Awaited<ReturnType<typeof waiting>>) => Promise<unknown>
    }
  > = {
    'the gateway had declined': { status: 'failed', end: ({ report }) => report('declined', 1) },
    'the customer had cancelled': {
      status: 'cancelled',
      end: ({ shop, order }) =>
        shop.visitor
          .get(`/orders/${order.number}`)
          .then(() => shop.visitor.submit('form[action$="/cancel"]')),
    },
    'the order had expired': {
      status: 'expired',
      end: async () => {
        travelTo(clock.now().plus({ hours: 25 }))
        await settleQuietPayments()
      },
    },
  }
  for (const [name, { status, end }] of Object.entries(endings)) {
    for (const type of ['collected', 'billed'] as const) {
      test(`[R4.7] ${type} after ${name}: booked, given back, and the partner hears nothing`, async ({
        assert,
      }) => {
        const made = await waiting()
        const { shop, order, report } = made
        await end(made)
        await order.refresh()
        assert.equal(order.status, status)
        assert.equal(await report(type, 7), 200)
        await order.refresh()
        assert.equal(order.status, 'refund_pending')
        await workOff(order)
        await order.refresh()
        assert.equal(order.status, 'refunded')
        assert.deepEqual(await balancesOf(order), {})
        const kinds = await db.from('ledger_transactions').where('order_id', order.id).orderBy('id')
        assert.deepEqual(
          kinds.map(({ kind }) => kind),
          type === 'collected'
            ? ['payment.collected', 'payment.refunded']
            : ['payment.billed', 'payment.unbilled']
        )
        assert.lengthOf(await Delivery.query().where('orderId', order.id), 0)
        assert.lengthOf(await db.from('entitlements').where('order_id', order.id), 0)
        const mails = await db.from('mailbox_messages').where('recipient', shop.customer.email)
        assert.include(mails.map(({ subject }) => subject).join(), 'dikembalikan')
        assert.equal(await report(type, 8), 200)
        await workOff(order)
        assert.lengthOf(await db.from('ledger_transactions').where('order_id', order.id), 2)
      })
    }
  }

  test('[R7.3] after a charge-back the partner is not told of the purchase any more', async ({
    assert,
  }) => {
    portal.answering = answerWith('broken', 503)
    const shop = await openShop(portal, { price: 22_000 })
    await buy(shop)
    const order = await Order.findByOrFail('customerId', shop.customer.id)
    const payment = await Payment.findByOrFail('orderId', order.id)
    const purchase = await Delivery.findByOrFail('orderId', order.id)
    assert.equal(purchase.status, 'pending')
    const before = portal.callsOf(purchase.trxId).length
    assert.isAbove(before, 0)
    await sendCallback('delima', {
      type: 'reversed',
      key: payment.idemKey,
      amount: 22_000,
      sequence: 9,
    })
    portal.answering = answerOk
    for (let day = 0; day < 3; day++) {
      await workOff(order)
      travelTo(clock.now().plus({ hours: 30 }))
    }
    await Promise.all([order.refresh(), purchase.refresh()])
    assert.equal(order.status, 'refunded')
    assert.equal(purchase.status, 'called_off')
    assert.lengthOf(portal.callsOf(purchase.trxId), before)
    // It may have heard of the purchase by a call whose answer it got wrong: so it hears of the end.
    const refund = await Delivery.query()
      .where('orderId', order.id)
      .where('event', 'refund')
      .firstOrFail()
    assert.equal(refund.status, 'delivered')
    assert.deepEqual(await balancesOf(order), {})
  })

  test('[R7.3] a charge-back before the first call is no news to the partner at all', async ({
    assert,
  }) => {
    const { order, report } = await waiting()
    await report('collected', 1)
    await report('reversed', 2)
    travelTo(clock.now().plus({ minutes: 5 }))
    await workOff(order)
    await order.refresh()
    assert.equal(order.status, 'refunded')
    const deliveries = await Delivery.query().where('orderId', order.id)
    assert.deepEqual(
      deliveries.map(({ event, status, attempts }) => ({ event, status, attempts })),
      [{ event: 'purchase', status: 'called_off', attempts: 0 }]
    )
    assert.lengthOf(portal.callsOf(deliveries[0]!.trxId), 0)
  })

  test('[R4.5] a service may count its events in milliseconds', async ({ assert }) => {
    const { order, payment, report } = await waiting()
    assert.equal(await report('collected', 1_795_000_000_000), 200)
    await payment.refresh()
    assert.equal(payment.sequence, 1_795_000_000_000)
    assert.equal(await report('reversed', 1_794_999_999_999), 200)
    await order.refresh()
    assert.notEqual(order.status, 'refunded')
  })

  test('[R8.5] after all of this the ledger proves itself', async ({ assert }) => {
    assert.deepEqual((await verifyLedger()).problems, [])
  })
})
