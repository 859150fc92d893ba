import { request } from 'node:http'
import { test } from '@japa/runner'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import surfaces from '#config/surfaces'
import { payments } from '#payments/main'
import type { PaymentPlugin } from '#payments/contract'
import bca from '#plugins/payments/midtrans/bca'
import qris from '#plugins/payments/midtrans/qris'
import { startMidtransSandbox, type MidtransSandbox } from '#sandboxes/midtrans/server'
import { travelBy } from '#shared/clock'
import { openEar } from '#tests/contracts/payments/ear'
import { balancesOf, buy, openShop, openTrade, workOff } from '#tests/support/orders'

const KEY = 'SB-Mid-server-uji'

test.group('A payment that waits for the customer', (group) => {
  const portal = openTrade(group)
  let sandbox: MidtransSandbox
  let ear: Awaited<ReturnType<typeof openEar>>

  group.setup(async () => {
    ear = await openEar()
    sandbox = await startMidtransSandbox({ port: 0, serverKey: KEY })
    return async () => {
      await sandbox.close()
      await ear.close()
    }
  })

  /** Offers a method of Midtrans in the production store, as a server key in the settings does. */
  function offer(plugin: PaymentPlugin): () => void {
    const key = { kid: 'midtrans', secret: KEY }
    const binding = { isSandbox: true, baseUrl: sandbox.url, key, callbackUrl: ear.url }
    const lent = { now: () => Date.now(), voucherBook: () => undefined as never }
    return payments().fake('production', plugin.create(binding, 'production', lent))
  }

  async function act(order: Order, action: string): Promise<void> {
    const id = `order~${order.publicId}`
    const answer = await fetch(`${sandbox.url}/_sandbox/transactions/${id}/${action}`, {
      method: 'POST',
    })
    if (!answer.ok) throw new Error(await answer.text())
  }

  /** Hands on what the gateway has told of an order with a status. @returns the answer's status */
  async function handOn(method: string, order: Order, status: string): Promise<number> {
    let body: string | undefined
    for (let heard = 1; !body; heard++) {
      const all = await ear.heard(heard)
      body = all
        .map(({ rawBody }) => rawBody)
        .find((one) => one.includes(order.publicId) && one.includes(`"${status}"`))
    }
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          method: 'POST',
          host: surfaces.bindHost,
          port: surfaces.bindPort,
          path: `/callbacks/payments/${method}`,
          headers: { 'host': surfaces.hosts.store, 'content-type': 'application/json' },
        },
        (incoming) => incoming.resume().on('end', () => resolve(incoming.statusCode!))
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  const orderOf = (shop: { customer: { id: number } }) =>
    Order.query().where('customerId', shop.customer.id).orderBy('id', 'desc').firstOrFail()

  test('[R4.5][R4.6] QRIS: the order shows the code and until when, without script, until it is paid', async ({
    assert,
  }) => {
    const withdraw = offer(qris)
    const shop = await openShop(portal, { price: 22_000 })
    const page = await buy(shop, 'midtrans_qris')
    const order = await orderOf(shop)
    assert.equal(order.status, 'awaiting_payment')
    assert.equal(page.url, `/orders/${order.number}`)
    assert.include(page.text, 'Pindai kode QR')
    assert.match(page.$('.pay-box svg.qr path').attr('d')!, /^M\d+ \d+h/)
    assert.lengthOf(page.$('.pay-box [style], .pay-box script'), 0)
    assert.include(page.$('.pay-box').text(), 'Rp 22.000')
    assert.match(page.$('.pay-box').text(), /Bayar sebelum.*\d WIB(?! WIB)/s)

    assert.equal(await handOn('midtrans_qris', order, 'pending'), 200)
    await act(order, 'pay')
    assert.equal(await handOn('midtrans_qris', order, 'settlement'), 200)
    assert.equal(await handOn('midtrans_qris', order, 'settlement'), 200)
    assert.equal(await handOn('midtrans_qris', order, 'pending'), 200)
    assert.equal((await Payment.findByOrFail('orderId', order.id)).status, 'collected')
    travelBy(5_000)
    await workOff(await order.refresh())
    assert.equal((await order.refresh()).status, 'fulfilled')
    const paid = await shop.visitor.get(`/orders/${order.number}`)
    assert.lengthOf(paid.$('.pay-box'), 0)
    assert.equal((await balancesOf(order)).clearing, 22_000)

    await act(order, 'chargeback')
    assert.equal(await handOn('midtrans_qris', order, 'chargeback'), 200)
    assert.equal((await order.refresh()).status, 'refunded')
    assert.deepEqual(await balancesOf(order), {})
    withdraw()
  })

  test('[R4.5][R4.6] a virtual account: number and bank in both languages; cancelled, it can be bought anew', async ({
    assert,
  }) => {
    const withdraw = offer(bca)
    const shop = await openShop(portal, { price: 22_000 })
    const page = await buy(shop, 'midtrans_bca')
    const order = await orderOf(shop)
    const number = page.$('.pay-box code, .pay-box .code').first().text().trim()
    assert.match(number, /^\d{16}$/)
    const english = await shop.visitor.get(`/en/orders/${order.number}`)
    assert.include(english.text, 'BCA virtual account number')
    assert.include(english.text, number)

    await shop.visitor.get(`/orders/${order.number}`)
    await shop.visitor.submit(`form[action$="/${order.number}/cancel"]`, {})
    assert.equal((await order.refresh()).status, 'cancelled')
    assert.equal(await handOn('midtrans_bca', order, 'cancel'), 200)

    await act(order, 'pay_late')
    assert.equal(await handOn('midtrans_bca', order, 'settlement'), 200)
    assert.equal((await order.refresh()).status, 'refund_pending')
    withdraw()
  })

  test('[R4.5] a notification for an order of another method is nothing', async ({ assert }) => {
    const [withdrawQris, withdrawBca] = [offer(qris), offer(bca)]
    const shop = await openShop(portal, { price: 22_000 })
    await buy(shop, 'midtrans_qris')
    const order = await orderOf(shop)
    await act(order, 'pay')
    assert.equal(await handOn('midtrans_bca', order, 'settlement'), 404)
    assert.equal((await order.refresh()).status, 'awaiting_payment')
    withdrawQris()
    withdrawBca()
    assert.equal(await handOn('midtrans_qris', order, 'settlement'), 404)
  })

  test('[R4.5] what is paid by hand is not offered for a subscription, nor taken from a forged form', async ({
    assert,
  }) => {
    const withdraw = offer(qris)
    const shop = await openShop(portal, { price: 22_000, paymentKind: 'subscription' })
    const page = await shop.visitor.get(`/products/${shop.content.publicId}`)
    assert.lengthOf(page.$('form.purchase input[value=delima]'), 1)
    assert.lengthOf(page.$('form.purchase input[value=midtrans_qris]'), 0)
    const refused = await buy(shop, 'midtrans_qris')
    assert.notInclude(refused.url, '/orders/2')
    assert.isNull(await Order.findBy('customerId', shop.customer.id))
    withdraw()
  })
})
