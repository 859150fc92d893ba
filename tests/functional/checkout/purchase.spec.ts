import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Order from '#checkout/models/order'
import Payment from '#checkout/models/payment'
import { settlePayment } from '#checkout/actions/settle_payment'
import { settleQuietPayments } from '#checkout/janitor'
import { FakeVoucherBook } from '#payments/fake'
import { payments } from '#payments/main'
import { sixteenDigits } from '#payments/sixteen_digits'
import { createVoucherMethod } from '#plugins/payments/telkom_voucher/index'
import { refundPayment } from '#checkout/actions/refund_payment'
import Delivery from '#forwarding/models/delivery'
import { verifySigned } from '#forwarding/signature'
import { activeKey } from '#forwarding/queries/active_key'
import { verifyLedger } from '#ledger/queries/verify_ledger'
import { clock, travelBack, travelTo } from '#shared/clock'
import { publicId } from '#shared/public_id'
import type { PaymentSandbox } from '#sandboxes/payments/server'
import { createCustomer, signIn } from '#tests/support/accounts'
import { createPurchase } from '#tests/support/listings'
import {
  allowLocalPortals,
  answerOk,
  answerWith,
  buy,
  chargesOf,
  gatewayFault,
  openShop,
  PartnerPortal,
  refOf,
  registerNumber,
  startGateway,
  workOff,
  type Shop,
} from '#tests/support/orders'

async function orderOf(shop: Shop): Promise<Order> {
  return Order.query().where('customerId', shop.customer.id).orderBy('id', 'desc').firstOrFail()
}

async function entriesOf(order: Order): Promise<Record<string, number>> {
  const rows = await db
    .from('ledger_entries')
    .join('ledger_transactions', 'ledger_transactions.id', 'ledger_entries.transaction_id')
    .where('order_id', order.id)
    .groupBy('account')
    .select('account')
    .sum('amount as total')
  return Object.fromEntries(
    rows.map((row) => [row.account, Number(row.total)]).filter(([, total]) => total !== 0)
  )
}

test.group('Purchase', (group) => {
  let gateway: PaymentSandbox
  let portal: PartnerPortal
  let closeGuard: () => void

  group.setup(async () => {
    gateway = await startGateway()
    portal = new PartnerPortal()
    await portal.open()
    closeGuard = allowLocalPortals()
    return async () => {
      closeGuard()
      await portal.close()
      await gateway.close()
    }
  })
  group.each.setup(() => {
    portal.answering = answerOk
    return () => travelBack()
  })

  test('[R4.6][R4.7] buys, tells the partner, and shows DATA PEMESANAN with its steps', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { price: 22_000 })
    const page = await buy(shop)
    const order = await orderOf(shop)
    assert.equal(page.url, `/orders/${order.number}`)
    assert.match(order.number, /^\d{8}-\d{4}$/)
    assert.equal(order.status, 'fulfilled')
    assert.equal(page.$('.receipt h2').text(), 'DATA PEMESANAN')
    assert.include(page.text, 'Pesanan anda telah di proses')
    for (const label of ['Nomor Pemesanan', 'Nama Produk', 'Deskripsi', 'Harga'])
      assert.include(page.text, label)
    assert.deepEqual(
      page
        .$('.step-name')
        .toArray()
        .map((one) => page.$(one).text().split(' ')[0]),
      ['Dibayar', 'Diteruskan', 'Dikonfirmasi', 'Dialihkan']
    )
    assert.deepEqual(await entriesOf(order), {
      clearing: 22_000,
      ppn_payable: -2_180,
      partner_payable: -12_883,
      operator_revenue: -6_937,
    })
    const events = await db
      .from('order_events')
      .where('order_id', order.id)
      .orderBy('id')
      .select('to_status')
    assert.deepEqual(
      events.map((event) => event.to_status),
      ['created', 'awaiting_payment', 'paid', 'fulfilling', 'fulfilled']
    )
  })

  test('[R4.7] the partner gets the signed parameters of the contract, its own query kept', async ({
    assert,
  }) => {
    const shop = await openShop(portal)
    await buy(shop)
    const order = await orderOf(shop)
    const delivery = await Delivery.findByOrFail('orderId', order.id)
    const [call] = portal.callsOf(delivery.trxId)
    assert.equal(call!.get('toko'), '1')
    assert.equal(call!.get('event'), 'purchase')
    assert.equal(call!.get('env'), 'production')
    assert.equal(call!.get('order_no'), order.number)
    assert.equal(call!.get('amount'), String(order.price))
    assert.equal(call!.get('cust_ref'), refOf(shop.customer, shop.partner))
    assert.notInclude(call!.toString(), encodeURIComponent(shop.customer.email))
    const key = await activeKey(db.connection(), shop.partner.id, 'production')
    const url = `http://portal.invalid/?${call}`
    assert.isTrue(verifySigned(url, [key], { now: clock.now().toMillis() }).ok)
    assert.isFalse(
      verifySigned(url.replace('amount=1', 'amount=2'), [key], { now: clock.now().toMillis() }).ok
    )
  })

  for (const [environment, called, opened] of [
    ['production', '/terima', '/masuk'],
    ['development', '/uji/terima', '/uji/masuk'],
  ] as const) {
    test(`[R3.2] a purchase in the store of ${environment} uses the URL pair of ${environment}`, async ({
      assert,
    }) => {
      const shop = await openShop(portal, { environment })
      await buy(shop)
      const order = await orderOf(shop)
      const { url } = await Delivery.findByOrFail('orderId', order.id)
      assert.equal(new URL(url).pathname, called)
      const page = await shop.visitor.get(`/orders/${order.number}/open`)
      const target = new URL(String(page.headers.location))
      assert.equal(target.origin + target.pathname, `${portal.url}${opened}`)
    })
  }

  test('[R4.7] the first view moves on once, later ones wait for Buka konten', async ({
    assert,
  }) => {
    const shop = await openShop(portal)
    const first = await buy(shop)
    const order = await orderOf(shop)
    assert.equal(first.headers.refresh, `5; url=/orders/${order.number}/open`)
    assert.include(first.text, new URL(portal.url).host)
    const second = await shop.visitor.get(`/orders/${order.number}`)
    assert.isUndefined(second.headers.refresh)
    assert.include(second.$('a.button-main').text(), 'Buka konten')

    const opened = await shop.visitor.get(`/orders/${order.number}/open`)
    assert.equal(opened.status, 302)
    const target = new URL(String(opened.headers.location))
    assert.equal(target.origin + target.pathname, `${portal.url}/masuk`)
    const key = await activeKey(db.connection(), shop.partner.id, 'production')
    const verified = verifySigned(target.href, [key], { now: clock.now().toMillis() })
    assert.isTrue(verified.ok)
    assert.equal(target.searchParams.get('status'), 'active')
    const later = { now: clock.now().toMillis() + 301_000 }
    assert.isFalse(verifySigned(target.href, [key], later).ok)
    assert.isNotNull((await orderOf(shop)).redirectedAt)
  })

  test('[R4.7] fifty clicks at once make one order and one charge', async ({ assert }) => {
    const shop = await openShop(portal)
    await shop.visitor.get(`/products/${shop.content.publicId}`)
    const form = shop.visitor.page.$('form.purchase')
    const values = {
      form_key: form.find('[name=form_key]').attr('value')!,
      content: shop.content.publicId,
      method: 'delima',
      _csrf: form.find('[name=_csrf]').attr('value')!,
    }
    const pages = await Promise.all(
      Array.from({ length: 50 }, () => shop.visitor.post('/orders', values))
    )
    const orders = await Order.query().where('customerId', shop.customer.id)
    assert.lengthOf(orders, 1)
    assert.lengthOf(await chargesOf(orders[0]!), 1)
    for (const page of pages) assert.equal(page.url, `/orders/${orders[0]!.number}`)
    assert.lengthOf(await Payment.query().where('orderId', orders[0]!.id), 1)
  })

  test('[R4.7] somebody else’s form key, and somebody else’s order, do not exist', async ({
    assert,
  }) => {
    const shop = await openShop(portal)
    await buy(shop)
    const order = await orderOf(shop)
    const stranger = await signIn(await createCustomer('production'))
    for (const path of ['', '/open', '/receipt']) {
      assert.equal((await stranger.get(`/orders/${order.number}${path}`)).status, 404)
    }
    await stranger.get(`/products/${shop.content.publicId}`)
    const refused = await stranger.submit('form.purchase', {
      method: 'delima',
      form_key: order.formKey,
    })
    assert.equal(refused.status, 404)
    await stranger.get(`/products/${shop.content.publicId}`)
    const csrf = stranger.page.$('[name=_csrf]').first().attr('value')!
    for (const action of ['cancel', 'stop', 'renewal']) {
      assert.equal(
        (await stranger.post(`/orders/${order.number}/${action}`, { _csrf: csrf })).status,
        404
      )
    }
    assert.notInclude((await stranger.get('/orders')).text, order.number)
  })

  test('[R4.5] a declined payment charges nothing and says why', async ({ assert }) => {
    const shop = await openShop(portal)
    await gatewayFault({ kind: 'decline', method: 'delima' })
    const page = await buy(shop)
    const order = await orderOf(shop)
    assert.equal(order.status, 'failed')
    assert.include(page.text, 'Saldo atau pulsa tidak cukup.')
    assert.include(page.text, 'Tidak ada yang ditagih.')
    assert.deepEqual(await entriesOf(order), {})
    assert.equal(
      (await shop.visitor.get(`/orders/${order.number}/open`)).url,
      `/orders/${order.number}`
    )
    assert.lengthOf(await Delivery.query().where('orderId', order.id), 0)
  })

  test('[R4.7] a lost answer is asked about, and charged once', async ({ assert }) => {
    const shop = await openShop(portal)
    await gatewayFault({ kind: 'lost_answer', method: 'delima' })
    const page = await buy(shop)
    let order = await orderOf(shop)
    assert.equal(order.status, 'payment_unknown')
    assert.include(page.text, 'Anda tidak akan ditagih dua kali')
    assert.equal(page.headers.refresh, '3')
    travelTo(clock.now().plus({ minutes: 1 }))
    await settleQuietPayments()
    travelTo(clock.now().plus({ seconds: 2 }))
    await workOff(order)
    order = await orderOf(shop)
    assert.equal(order.status, 'fulfilled')
    assert.lengthOf(await chargesOf(order), 1)
  })

  test('[R4.7] a request that never arrived is sent again under its key while it is young', async ({
    assert,
  }) => {
    const shop = await openShop(portal)
    await gatewayFault({ kind: 'lost_request', method: 'delima' })
    await buy(shop)
    let order = await orderOf(shop)
    assert.equal(order.status, 'payment_unknown')
    const payment = await Payment.findByOrFail('orderId', order.id)
    await settlePayment(payment.id)
    await workOff(order)
    order = await orderOf(shop)
    assert.lengthOf(await chargesOf(order), 1)
    assert.include(['fulfilling', 'fulfilled'], order.status)
  })

  test('[R4.7] one that never arrived is closed for good when it is old', async ({ assert }) => {
    const shop = await openShop(portal)
    await gatewayFault({ kind: 'lost_request', method: 'delima' })
    await buy(shop)
    travelTo(clock.now().plus({ minutes: 20 }))
    await settleQuietPayments()
    const order = await orderOf(shop)
    assert.equal(order.status, 'cancelled')
    assert.deepEqual(
      (await chargesOf(order)).map((charge) => charge.state),
      ['cancelled']
    )
  })

  test('[R4.5] a pending payment shows what to do, and can be cancelled or expires', async ({
    assert,
  }) => {
    const shop = await openShop(portal)
    await gatewayFault({ kind: 'pending', method: 'delima' })
    const page = await buy(shop)
    let order = await orderOf(shop)
    assert.equal(order.status, 'awaiting_payment')
    assert.include(page.text, 'Selesaikan pembayaran di halaman kotak pasir.')
    await shop.visitor.submit(`form[action$="/cancel"]`)
    order = await orderOf(shop)
    assert.equal(order.status, 'cancelled')

    await gatewayFault({ kind: 'pending', method: 'delima' })
    await buy(shop)
    travelTo(clock.now().plus({ hours: 25 }))
    await settleQuietPayments()
    assert.equal((await orderOf(shop)).status, 'expired')
  })

  test('[R4.5] postpaid is fulfilled when billed, and shared only when collected', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { price: 22_000 })
    const number = await registerNumber(shop.customer, 'speedy')
    const page = await buy(shop, `speedy:${number.publicId}`)
    const order = await orderOf(shop)
    assert.equal(order.status, 'fulfilled')
    assert.include(page.$('.receipt').text(), 'masuk tagihan')
    assert.deepEqual(await entriesOf(order), { receivable: 22_000, billed_unearned: -22_000 })
    const [charge] = await chargesOf(order)
    assert.equal(charge!.state, 'billed')
  })

  test('[R4.5] a number that is not verified, or another customer’s, pays nothing', async ({
    assert,
  }) => {
    const shop = await openShop(portal)
    const unverified = await registerNumber(shop.customer, 'speedy', { verified: false })
    const others = await registerNumber(await createCustomer('production'), 'speedy')
    for (const number of [unverified, others]) {
      const page = await buy(shop, `speedy:${number.publicId}`)
      assert.equal(page.status, 422)
      assert.isAbove(page.$('.field-error, .error-summary').length, 0)
    }
    assert.lengthOf(await Order.query().where('customerId', shop.customer.id), 0)
  })

  test('[R4.5] a voucher is asked for its code, and the code is kept nowhere afterwards', async ({
    assert,
  }) => {
    const shop = await openShop(portal)
    const missing = await buy(shop, 'telkom_voucher')
    assert.equal(missing.status, 422)
    const page = await buy(shop, 'telkom_voucher', { voucher_code: ' uji 50000 wxyz ' })
    assert.equal(page.status, 200)
    const order = await orderOf(shop)
    assert.equal(order.status, 'fulfilled')
    const payment = await Payment.findByOrFail('orderId', order.id)
    assert.isNull(payment.voucherCode)
    await buy(shop, 'telkom_voucher', { voucher_code: 'UJI-50000-WXYZ' })
    assert.equal((await orderOf(shop)).failure, 'voucher_used')
  })

  test('[R4.5] a code of another form is told at its field, in both languages; there is no order', async ({
    assert,
  }) => {
    const shop = await openShop(portal)
    const typed = '1234 5678 9012 3456'
    for (const [prefix, words] of [
      ['', 'Bentuknya seperti UJI-50000-ABCD'],
      ['/en', 'One looks like UJI-50000-ABCD'],
    ]) {
      await shop.visitor.get(`${prefix}/products/${shop.content.publicId}`)
      assert.include(shop.visitor.page.$('#f-voucher_code-help').text(), 'UJI-50000-ABCD')
      const page = await shop.visitor.submit('form.purchase', {
        method: 'telkom_voucher',
        voucher_code: typed,
      })
      assert.equal(page.status, 422)
      assert.include(page.$('#f-voucher_code-error').text(), words)
      assert.equal(page.$('[name=voucher_code]').attr('value'), typed)
    }
    assert.lengthOf(await Order.query().where('customerId', shop.customer.id), 0)
  })

  test('[R4.5] where the store keeps its vouchers itself a code is 16 digits', async ({
    assert,
    cleanup,
  }) => {
    const book = new FakeVoucherBook({ '1234567890123456': 50_000 })
    cleanup(payments().fake('production', createVoucherMethod(book, false, sixteenDigits)))
    const shop = await openShop(portal)
    const wrong = await buy(shop, 'telkom_voucher', { voucher_code: 'UJI-50000-ABCD' })
    assert.equal(wrong.status, 422)
    assert.include(wrong.$('#f-voucher_code-error').text(), 'seperti 1234 5678 9012 3456')
    assert.equal(wrong.$('[name=voucher_code]').attr('inputmode'), 'numeric')
    await buy(shop, 'telkom_voucher', { voucher_code: '1234-5678-9012\u20133456' })
    assert.equal((await orderOf(shop)).status, 'fulfilled')
  })

  test('[R4.4] a price that has changed since is shown before anything is charged', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { price: 5_000 })
    const page = await buy(shop, 'delima', { price: '4000' })
    assert.equal(page.status, 422)
    assert.include(page.text, 'Harga berubah')
    assert.include(page.$('.purchase .price').text(), '5.000')
    assert.lengthOf(await Order.query().where('customerId', shop.customer.id), 0)
  })

  test('[R4.3] what is in approval is sold in the development store only, to customers bound to its partner', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { status: 'in_review', environment: 'development' })
    await buy(shop)
    const order = await orderOf(shop)
    assert.equal(order.status, 'fulfilled')
    assert.match(order.number, /^\d{8}-D\d{3}$/)

    for (const environment of ['development', 'production'] as const) {
      const stranger = await signIn(await createCustomer(environment))
      await stranger.get('/orders')
      const page = await stranger.post('/orders', {
        form_key: publicId(),
        content: shop.content.publicId,
        method: 'delima',
        _csrf: stranger.page.$('[name=_csrf]').first().attr('value'),
      })
      assert.equal(page.status, 404)
    }
  })

  test('[R4.8] a development purchase tells approvals, and its money stays out of the real books', async ({
    assert,
  }) => {
    const before = await verifyLedger()
    const shop = await openShop(portal, {
      status: 'in_review',
      environment: 'development',
      price: 11_000,
    })
    const page = await buy(shop)
    const order = await orderOf(shop)
    const told = await db
      .from('outbox')
      .where('kind', 'order.fulfilled')
      .whereLike('payload', `%"orderId":${order.id},%`)
    assert.lengthOf(told, 1)
    const after = await verifyLedger()
    assert.deepEqual(after.problems, [])
    assert.deepEqual(after.books.production, before.books.production)
    assert.equal(after.books.development.collected - before.books.development.collected, 11_000)
    assert.include(page.$('.receipt').text(), 'uang uji')
    await assert.rejects(
      () =>
        db.table('ledger_transactions').insert({
          public_id: publicId(),
          kind: 'payment.collected',
          idem_key: publicId(),
          environment: 'production',
          order_id: order.id,
          booked_at: 1,
          created_at: 1,
          updated_at: 1,
        }),
      /books of the two stores/
    )
  })

  test('[R4.7] when the partner is down the customer is told, and gets the money back in the end', async ({
    assert,
  }) => {
    portal.answering = answerWith('broken', 503)
    const shop = await openShop(portal, { price: 22_000 })
    const page = await buy(shop)
    let order = await orderOf(shop)
    assert.equal(order.status, 'fulfilling')
    assert.include(page.text, 'Anda tidak akan ditagih dua kali')
    const delivery = await Delivery.findByOrFail('orderId', order.id)
    for (let attempt = 2; attempt <= 9; attempt++) {
      travelTo(clock.now().plus({ hours: 30 }))
      await workOff(order)
    }
    await delivery.refresh()
    order = await orderOf(shop)
    assert.equal(delivery.status, 'failed')
    assert.equal(delivery.attempts, 9)
    assert.equal(order.status, 'refunded')
    assert.deepEqual(await entriesOf(order), {})
    assert.deepEqual(
      (await chargesOf(order)).map((charge) => charge.state),
      ['reversed']
    )
    assert.lengthOf(portal.callsOf(delivery.trxId), 9)
    const mails = await db.from('mailbox_messages').where('recipient', shop.customer.email)
    assert.include(mails.map((mail) => mail.subject).join(), 'dikembalikan')
  }).timeout(60_000)

  test('[R4.7] a partner that refuses, or names another transaction, does not pass', async ({
    assert,
  }) => {
    portal.answering = answerWith({ status: 'REJECTED' })
    const refused = await openShop(portal)
    await buy(refused)
    await workOff(await orderOf(refused))
    assert.equal((await orderOf(refused)).status, 'refunded')

    portal.answering = answerWith({ status: 'OK', trx_id: publicId() })
    const wrong = await openShop(portal, { status: 'in_review', environment: 'development' })
    const page = await buy(wrong)
    const order = await orderOf(wrong)
    assert.equal(order.status, 'fulfil_failed')
    assert.equal(order.failure, 'wrong_trx_id')
    assert.include(page.text, 'Kirim ulang')
  })

  test('[R4.5] a refund is given once, however often it is asked for', async ({ assert }) => {
    portal.answering = answerWith({ status: 'REJECTED' })
    const shop = await openShop(portal)
    await buy(shop)
    const order = await orderOf(shop)
    const payment = await Payment.findByOrFail('orderId', order.id)
    await Promise.all([
      refundPayment(payment.id),
      refundPayment(payment.id),
      refundPayment(payment.id),
    ])
    await workOff(order)
    assert.equal((await orderOf(shop)).status, 'refunded')
    assert.deepEqual(await entriesOf(order), {})
  })

  test('[R4.6] the history goes by time, over every page, each order once', async ({ assert }) => {
    const shop = await openShop(portal)
    const newest = clock.now()
    // Made out of order, and many at one instant: ids do not follow the time.
    const minutes = [7, 3, 3, 3, 9, 1, 5, ...Array.from({ length: 40 }, () => 3), 0, 12]
    for (const back of minutes) {
      const order = await createPurchase(shop.customer, shop)
      const at = newest.minus({ minutes: back }).toMillis()
      await db.from('orders').where('id', order.id).update({ created_at: at })
    }
    const expected = await db
      .from('orders')
      .where('customer_id', shop.customer.id)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .select('number')
    const seen: string[] = []
    let page = await shop.visitor.get('/orders')
    for (let leaves = 0; leaves < 10; leaves++) {
      seen.push(
        ...page
          .$('tbody tr th a')
          .toArray()
          .map((link) => page.$(link).attr('href')!.split('/').at(-1)!)
      )
      if (page.$('a[rel=next]').length === 0) break
      page = await shop.visitor.click('a[rel=next]')
    }
    assert.deepEqual(
      seen,
      expected.map(({ number }) => number)
    )
  })

  test('[R4.6] the receipt is a PDF; before anything is paid there is none', async ({ assert }) => {
    const shop = await openShop(portal)
    await buy(shop)
    const order = await orderOf(shop)
    const receipt = await shop.visitor.get(`/orders/${order.number}/receipt`)
    assert.equal(receipt.headers['content-type'], 'application/pdf')
    assert.equal(receipt.body.subarray(0, 5).toString(), '%PDF-')
    await gatewayFault({ kind: 'decline', method: 'delima' })
    await buy(shop)
    assert.equal(
      (await shop.visitor.get(`/orders/${(await orderOf(shop)).number}/receipt`)).status,
      404
    )
  })

  test('[R8.5] after all of this the ledger proves itself', async ({ assert }) => {
    assert.deepEqual((await verifyLedger()).problems, [])
  })

  test('[R4.5] voucher codes are not guessed: ten an hour for an account, and the form says so', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { price: 22_000 })
    for (let guess = 0; guess < 10; guess++) {
      const page = await buy(shop, 'telkom_voucher', { voucher_code: `TERPAKAI-TEBAK${guess}` })
      assert.include(page.url, '/orders/')
    }
    const page = await buy(shop, 'telkom_voucher', { voucher_code: 'UJI-50000-BENAR' })
    assert.include(page.text, 'Terlalu banyak kode voucher')
    assert.equal((await orderOf(shop)).status, 'failed')
    assert.lengthOf(await Order.query().where('customerId', shop.customer.id), 10)
  })
})
