import { test } from '@japa/runner'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import { applyCallback } from '#checkout/actions/apply_callback'
import { clock, travelTo } from '#shared/clock'
import { publicId } from '#shared/public_id'
import { createPartner, signIn } from '#tests/support/accounts'
import { buy, openShop, openTrade, registerNumber } from '#tests/support/orders'
import { Visitor } from '#tests/support/visitor'

const figures = (page: Visitor['page'], selector: string) =>
  page
    .$(selector)
    .toArray()
    .map((cell) => Number(page.$(cell).text().replaceAll('.', '')))

test.group('Reports', (group) => {
  const portal = openTrade(group)

  test('[R7.2][R1.3] shows what was billed, collected and shared, from the ledger', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { price: 22_000, name: '=Kas Warung' })
    await buy(shop)
    const number = await registerNumber(shop.customer, 'speedy')
    await buy(shop, `speedy:${number.publicId}`)
    const visitor = await signIn(shop.partner)
    let page = await visitor.get('/reports')
    assert.deepEqual(figures(page, 'tfoot .num'), [44_000, 22_000, 2_180, 19_820, 6_937, 12_883])

    const order = await Order.query()
      .where('customerId', shop.customer.id)
      .where('method', 'speedy')
      .firstOrFail()
    const payment = await Payment.findByOrFail('orderId', order.id)
    travelTo(clock.now().plus({ minutes: 1 }))
    await applyCallback('speedy', ['production'], {
      id: publicId(),
      type: 'collected',
      idemKey: payment.idemKey,
      ref: 'R',
      amount: 22_000,
      sequence: 2,
      occurredAt: 0,
    })
    page = await visitor.get('/reports')
    assert.deepEqual(figures(page, 'tfoot .num'), [44_000, 44_000, 4_360, 39_640, 13_874, 25_766])
    assert.include(page.$('.flow .is-mine').text(), 'Rp 25.766')

    const only = await visitor.get('/reports?method=speedy')
    assert.deepEqual(figures(only, 'tfoot .num'), [22_000, 22_000, 2_180, 19_820, 6_937, 12_883])

    const csv = await visitor.get('/reports/transactions.csv')
    assert.match(String(csv.headers['content-type']), /text\/csv/)
    assert.include(csv.text, `"'=Kas Warung"`)
    assert.include(csv.text.trim().split('\r\n').at(-1)!, ',44000,44000,4360,39640,13874,25766')
  })

  test('[R4] the development store has a report of its own', async ({ assert }) => {
    const shop = await openShop(portal, {
      status: 'in_review',
      environment: 'development',
      price: 11_000,
    })
    await buy(shop)
    const visitor = await signIn(shop.partner)
    assert.include((await visitor.get('/reports')).text, 'Belum ada transaksi')
    const page = await visitor.get('/reports?store=development')
    assert.equal(figures(page, 'tfoot .num')[0], 11_000)
    assert.include(page.text, 'Uang uji')
  })

  test('[R7.2] another partner sees none of it; a guest is asked to sign in', async ({
    assert,
  }) => {
    const shop = await openShop(portal)
    await buy(shop)
    const other = await signIn(await createPartner())
    const page = await other.get(`/reports?content=${shop.content.publicId}`)
    assert.include(page.text, 'Belum ada transaksi')
    assert.lengthOf((await other.get('/reports/transactions.csv')).text.trim().split('\r\n'), 2)
    assert.include((await new Visitor('partner').get('/reports')).url, '/login')
  })

  test('[R7.2] a filter that makes no sense gets its default', async ({ assert }) => {
    const visitor = await signIn(await createPartner())
    for (const query of [
      'from=x&to=y',
      'from=2999-01-01',
      'from=1001-01-01&to=2026-01-01',
      'method=pocket',
      'before=x',
    ]) {
      assert.equal((await visitor.get(`/reports?${query}`)).status, 200)
    }
  })
})
