import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { applyCallback } from '#checkout/actions/apply_callback'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import { verifyLedger } from '#ledger/queries/verify_ledger'
import { financeDesk } from '#settlement/queries/finance_desk'
import { clock, travelTo } from '#shared/clock'
import { publicId } from '#shared/public_id'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { buy, openShop, openTrade, registerNumber, workOff } from '#tests/support/orders'
import { Visitor } from '#tests/support/visitor'

test.group('Finance desk', (group) => {
  const portal = openTrade(group)

  test('[R7.3] a bill is owed until it is paid; only then the partner is', async ({ assert }) => {
    const before = await financeDesk('production')
    const trialBefore = await financeDesk('development')
    const shop = await openShop(portal, { price: 22_000 })
    const number = await registerNumber(shop.customer, 'speedy')
    await buy(shop, `speedy:${number.publicId}`)
    const order = await Order.findByOrFail('customerId', shop.customer.id)
    await workOff(order)

    const billed = await financeDesk('production')
    assert.equal(billed.total.billed - before.total.billed, 22_000)
    assert.equal(billed.total.collected, before.total.collected)
    assert.equal(billed.outstanding - before.outstanding, 22_000)
    assert.equal(billed.owedToPartners, before.owedToPartners)

    const payment = await Payment.findByOrFail('orderId', order.id)
    await applyCallback('speedy', ['production'], {
      id: publicId(),
      type: 'collected',
      idemKey: payment.idemKey,
      ref: 'R',
      amount: 22_000,
      sequence: 2,
      occurredAt: 0,
    })
    const collected = await financeDesk('production')
    assert.equal(collected.total.collected - before.total.collected, 22_000)
    assert.equal(collected.outstanding, before.outstanding)
    assert.equal(collected.owedToPartners - before.owedToPartners, 12_883)
    const speedy = (desk: typeof before) =>
      desk.byMethod.find(({ method }) => method === 'speedy')?.sums.operator ?? 0
    assert.equal(speedy(collected) - speedy(before), 6_937)
    assert.deepEqual(await financeDesk('development'), trialBefore)
  })

  test('[R7.3] a payment without an answer is to be looked at after a quarter of an hour, and gone when it has one', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { price: 22_000 })
    await buy(shop)
    const order = await Order.findByOrFail('customerId', shop.customer.id)
    await workOff(order)
    const { status } = await db.from('orders').where('id', order.id).firstOrFail()
    await db.from('orders').where('id', order.id).update({ status: 'payment_unknown' })
    const numbers = async () => (await financeDesk('production')).open.map((one) => one.orderNumber)
    assert.notInclude(await numbers(), order.number)

    travelTo(clock.now().plus({ minutes: 16 }))
    assert.include(await numbers(), order.number)
    const visitor = await signIn(await createStaff('finance'))
    const page = await visitor.get('/finance')
    assert.include(page.$('main').text(), order.number)
    await db.from('orders').where('id', order.id).update({ status })
    assert.notInclude(await numbers(), order.number)
  })

  test('[R8.5] the books are proven on demand, in both languages; a row made by hand is named', async ({
    assert,
    cleanup,
  }) => {
    const visitor = await signIn(await createStaff('finance'))
    assert.lengthOf((await visitor.get('/finance')).$('.notice.is-ok').toArray(), 0)
    const good = await visitor.get('/finance?check=1')
    assert.match(good.$('.notice.is-ok').text(), /Pembukuan seimbang/)
    assert.match((await visitor.get('/en/finance?check=1')).text, /The books balance/)

    const id = publicId()
    // Rows of the ledger cannot be deleted: the entries that are missing make it whole again.
    cleanup(async () => {
      const row = await db.from('ledger_transactions').where('public_id', id).firstOrFail()
      for (const [account, amount] of [
        ['receivable', 1],
        ['billed_unearned', -1],
      ] as const)
        await db.table('ledger_entries').insert({ transaction_id: row.id, account, amount })
      assert.isTrue((await verifyLedger()).ok)
    })
    await db.table('ledger_transactions').insert({
      public_id: id,
      kind: 'payment.billed',
      idem_key: `by-hand-${id}`,
      environment: 'production',
      booked_at: clock.now().toMillis(),
      created_at: clock.now().toMillis(),
      updated_at: clock.now().toMillis(),
    })
    const bad = await visitor.get('/finance?check=1')
    assert.include(bad.$('.notice.is-bad').text(), id)
  })

  test('[R5.5] nobody but Finance and administrators sees the desk', async ({ assert }) => {
    for (const role of ['finance', 'administrator'] as const)
      assert.equal((await (await signIn(await createStaff(role))).get('/finance')).status, 200)
    for (const role of ['legal', 'qa'] as const)
      assert.equal((await (await signIn(await createStaff(role))).get('/finance')).status, 403)
    assert.match((await new Visitor('staff').get('/finance')).url, /^\/login/)
    assert.equal((await (await signIn(await createPartner())).get('/finance')).status, 404)
  })
})
