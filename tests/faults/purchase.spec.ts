import { randomInt } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { placeOrder } from '#checkout/actions/place_order'
import Order from '#checkout/models/order'
import { verifyLedger } from '#ledger/queries/verify_ledger'
import { clock } from '#shared/clock'
import { publicId } from '#shared/public_id'
import {
  allCharges,
  answerOk,
  chargesOf,
  openShop,
  PartnerPortal,
  startGateway,
  type Shop,
} from '#tests/support/orders'
import { endWorker, startWorker } from '#tests/support/worker_process'

const ORDERS = 24
/** Slow enough for a kill to come in the middle of a call, on a slow machine too. */
const PORTAL_TAKES_MS = 250

test.group('A worker that is killed in the middle of purchases', () => {
  test('[R4.7] charges each once, calls the partner under one id, books it once and forgets none', async ({
    assert,
    cleanup,
  }) => {
    const gateway = await startGateway()
    const portal = new PartnerPortal()
    await portal.open()
    cleanup(async () => {
      await portal.close()
      await gateway.close()
    })
    portal.answering = (...call) => setTimeout(() => answerOk(...call), PORTAL_TAKES_MS)
    const shop = await openShop(portal, { price: 22_000, environment: 'development' })
    const orders: Order[] = []
    for (let count = 0; count < ORDERS; count++) orders.push(await order(shop))
    const unfinished = async () =>
      (await Order.query().where('customerId', shop.customer.id)).filter(
        ({ status }) => status !== 'fulfilled'
      ).length

    // Counts that grow while the worker is at it: the plug is pulled just after one did.
    const moments = {
      charged: async () => (await allCharges()).length,
      called: async () => portal.calls.length,
      fulfilled: async () => ORDERS - (await unfinished()),
    }
    for (const [moment, count] of Object.entries(moments)) {
      await wakeAll(shop)
      const before = await count()
      const worker = await startWorker({ OUTBOUND_ALLOW: '127.0.0.1' })
      while ((await count()) === before) await wait(2)
      await wait(randomInt(0, 12))
      await endWorker(worker, 'SIGKILL')
      assert.isAbove(await unfinished(), 0, `${moment}: the worker was too quick for a kill`)
    }
    const last = await startWorker({ OUTBOUND_ALLOW: '127.0.0.1' })
    const deadline = performance.now() + 120_000
    while ((await unfinished()) > 0 && performance.now() < deadline) {
      await wakeAll(shop)
      await wait(250)
    }
    await endWorker(last, 'SIGTERM')

    for (const made of orders) {
      const { status } = await Order.findOrFail(made.id)
      assert.equal(status, 'fulfilled', made.number)
      const charges = await chargesOf(made)
      assert.deepEqual(
        charges.map(({ state, amount }) => ({ state, amount })),
        [{ state: 'collected', amount: 22_000 }],
        made.number
      )
      const booked = await db.from('ledger_transactions').where('order_id', made.id)
      assert.deepEqual(
        booked.map(({ kind }) => kind),
        ['payment.collected'],
        made.number
      )
      const deliveries = await db.from('deliveries').where('order_id', made.id)
      assert.lengthOf(deliveries, 1, made.number)
      assert.isNotEmpty(portal.callsOf(deliveries[0].trx_id), made.number)
      const entitled = await db.from('entitlements').where('order_id', made.id)
      assert.lengthOf(entitled, 1, made.number)
    }
    const ids = new Set(portal.calls.map((query) => query.get('trx_id')))
    assert.equal(ids.size, ORDERS)
    assert.deepEqual((await verifyLedger()).problems, [])
  })
})

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function order({ customer, content, environment }: Shop): Promise<Order> {
  const placed = await placeOrder({
    formKey: publicId(),
    customer,
    contentPublicId: content.publicId,
    environment,
    method: 'delima',
    voucherCode: null,
    price: 22_000,
  })
  if (!placed.ok) throw new Error(placed.error.type)
  return placed.value.order
}

/** Leases of what died and back-offs run out: here at once. */
async function wakeAll({ customer }: Shop): Promise<void> {
  const now = clock.now().toMillis()
  await db
    .from('outbox')
    .where('status', 'running')
    .where('locked_until', '<', now + 115_000)
    .update({ locked_until: now - 1 })
  await db
    .from('outbox')
    .where('status', 'pending')
    .whereIn('kind', ['checkout.settle_payment', 'forwarding.deliver', 'delivery.settled'])
    .update({ run_at: now })
  await db
    .from('deliveries')
    .whereIn('order_id', db.from('orders').where('customer_id', customer.id).select('id'))
    .where('status', 'pending')
    .where('locked_until', '<', now + 25_000)
    .update({ locked_until: null })
}
