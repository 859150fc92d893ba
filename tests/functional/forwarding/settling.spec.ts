import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Order from '#checkout/models/order'
import { settleAbandoned } from '#forwarding/actions/settle_abandoned'
import Delivery from '#forwarding/models/delivery'
import DeliveryAttempt from '#forwarding/models/delivery_attempt'
import { clock, travelTo } from '#shared/clock'
import { answerWith, buy, openShop, openTrade, workOff, type Shop } from '#tests/support/orders'

async function bought(shop: Shop): Promise<{ order: Order; delivery: Delivery }> {
  await buy(shop)
  const order = await Order.findByOrFail('customerId', shop.customer.id)
  return { order, delivery: await Delivery.findByOrFail('orderId', order.id) }
}

const rowsOf = (delivery: Delivery) =>
  db
    .from('outbox')
    .where('kind', 'forwarding.deliver')
    .where('payload', JSON.stringify({ deliveryId: delivery.id }))

test.group('Settling a delivery', (group) => {
  const portal = openTrade(group)

  test('[R4.7] an answer with characters that no database keeps is an answer', async ({
    assert,
  }) => {
    portal.answering = (query, _request, response) => {
      response.setHeader('content-type', 'application/json')
      const trxId = query.get('trx_id')
      response.end(
        `{"status":"OK","trx_id":"${trxId}","ref":"R\\u0000-\\u0007\\ud800\\u202e9","message":"\\u0000sip"}\n`
      )
    }
    const { order, delivery } = await bought(await openShop(portal))
    assert.equal(order.status, 'fulfilled')
    assert.equal(delivery.partnerRef, 'R-9')
    assert.lengthOf(portal.callsOf(delivery.trxId), 1)
    const attempt = await DeliveryAttempt.findByOrFail('deliveryId', delivery.id)
    assert.equal(attempt.verdict, 'ok')
  })

  test('[R4.7] a delivery whose row died goes on to the refund', async ({ assert }) => {
    portal.answering = answerWith('down', 503)
    const { order, delivery } = await bought(await openShop(portal))
    assert.equal(delivery.status, 'pending')
    travelTo(clock.now().plus({ minutes: 20 }))
    await settleAbandoned()
    await delivery.refresh()
    assert.equal(delivery.status, 'pending', 'its next attempt is still to come')

    await rowsOf(delivery).update({ status: 'dead' })
    await settleAbandoned()
    await delivery.refresh()
    assert.equal(delivery.status, 'failed')
    assert.equal(delivery.lastReason, 'abandoned')
    await workOff(order)
    await order.refresh()
    assert.equal(order.status, 'refunded')
    assert.equal(order.failure, 'abandoned')
  })

  test('[R4.7] a delivery that somebody holds, or that is young, is left alone', async ({
    assert,
  }) => {
    portal.answering = answerWith('down', 503)
    const { delivery } = await bought(await openShop(portal))
    await rowsOf(delivery).delete()
    await settleAbandoned()
    await delivery.refresh()
    assert.equal(delivery.status, 'pending')

    travelTo(clock.now().plus({ minutes: 20 }))
    await delivery.merge({ lockedUntil: clock.now().plus({ seconds: 20 }) }).save()
    await settleAbandoned()
    await delivery.refresh()
    assert.equal(delivery.status, 'pending')
    travelTo(clock.now().plus({ seconds: 21 }))
    await settleAbandoned()
    await delivery.refresh()
    assert.equal(delivery.status, 'failed')
  })
})
