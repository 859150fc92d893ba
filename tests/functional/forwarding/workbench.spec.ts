import { Ajv2020 as Ajv } from 'ajv/dist/2020.js'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Delivery from '#forwarding/models/delivery'
import Order from '#checkout/models/order'
import { activeKey, validKeys } from '#forwarding/queries/active_key'
import { signRequest } from '#forwarding/signature'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { publicId } from '#shared/public_id'
import type { PaymentSandbox } from '#sandboxes/payments/server'
import { startPartnerSite } from '#sandboxes/partner_site/server'
import { createPartner, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import {
  answerOk,
  answerWith,
  buy,
  openShop,
  PartnerPortal,
  startGateway,
  workOff,
  workOffRows,
} from '#tests/support/orders'
import { Visitor } from '#tests/support/visitor'

const run = (visitor: Visitor, scenario: string) =>
  visitor.submit(`form[action$="/integration/scenarios/${scenario}"]`)

test.group('Workbench', (group) => {
  let gateway: PaymentSandbox
  let portal: PartnerPortal

  group.setup(async () => {
    gateway = await startGateway()
    portal = new PartnerPortal()
    await portal.open()
    return async () => {
      await portal.close()
      await gateway.close()
    }
  })
  group.each.setup(() => {
    portal.answering = answerOk
  })

  async function bench(
    url: string,
    paymentKind: 'once' | 'subscription' = 'once',
    known?: Partner
  ) {
    const partner = known ?? (await createPartner())
    const { content } = await createContent(partner, {
      status: 'in_review',
      paymentKind,
      version: { forwardingUrlDevelopment: url },
    })
    const visitor = await signIn(partner)
    await visitor.get(`/integration?content=${content.publicId}`)
    return { partner, content, visitor }
  }

  test('[R8.1] the sample partner site passes every scenario', async ({ assert }) => {
    const partner = await createPartner()
    const { kid, secret } = await activeKey(db.connection(), partner.id, 'development')
    const site = await startPartnerSite({
      port: 0,
      keys: [{ kid, secret, environment: 'development' }],
    })
    try {
      const { visitor } = await bench(`${site.url}/terima`, 'subscription', partner)
      for (const scenario of [
        'purchase',
        'duplicate',
        'bad_signature',
        'stale',
        'error',
        'slow',
        'refund',
        'renewal',
        'stop',
      ]) {
        await visitor.get('/integration')
        const page = await run(visitor, scenario)
        assert.match(page.url, /^\/integration\/calls\/[0-9A-Z]{26}$/)
        assert.include(page.$('#call').text(), 'Semua nilai seperti yang diharapkan', scenario)
      }
      const page = await visitor.get('/integration')
      assert.include(page.text, '9 dari 9 lulus')
    } finally {
      await site.close()
    }
  })

  test('[R8.1] a portal that takes everything fails what it must refuse, and is told why', async ({
    assert,
  }) => {
    const { visitor } = await bench(`${portal.url}/terima`)
    for (const [scenario, advice] of [
      ['bad_signature', 'kunci yang salah'],
      ['stale', '300 detik'],
      ['error', 'v=9'],
      ['duplicate', 'DUPLICATE'],
    ] as const) {
      await visitor.get('/integration')
      const page = await run(visitor, scenario)
      assert.include(page.$('.notice.is-bad').text(), advice)
      assert.isAbove(page.$('.diff .is-different').length, 0)
    }
    assert.lengthOf(
      portal.calls
        .slice(-2)
        .map((call) => call.get('trx_id'))
        .filter((id, _, all) => id === all[0]),
      2
    )
  })

  test('[R4.8] shows request, answer, difference and a command line of a call', async ({
    assert,
  }) => {
    portal.answering = answerWith('<html>', 500)
    const { visitor } = await bench(`${portal.url}/terima`)
    const page = await run(visitor, 'test')
    for (const title of ['Permintaan', 'Jawaban', 'Selisih', 'Ulangi dari komputer Anda']) {
      assert.include(page.$('.trace').text(), title)
    }
    assert.include(page.$('.trace code').last().text(), `curl -s -H 'Accept: application/json`)
    assert.include(page.$('.call-list').text(), '500')
    const trace = await visitor.get(page.url + '/trace')
    assert.equal(JSON.parse(trace.text).attempts[0].reason, 'http_500')
  })

  test('[R8.1] another partner’s calls, contents and keys are nobody’s', async ({ assert }) => {
    const own = await bench(`${portal.url}/terima`)
    const page = await run(own.visitor, 'test')
    const other = await bench(`${portal.url}/terima`)
    for (const path of [page.url, `${page.url}/trace`])
      assert.equal((await other.visitor.get(path)).status, 404)
    await other.visitor.get('/integration')
    const csrf = other.visitor.page.$('[name=_csrf]').first().attr('value')!
    assert.equal((await other.visitor.post(`${page.url}/resend`, { _csrf: csrf })).status, 404)
    const run404 = await other.visitor.post('/integration/scenarios/test', {
      content: own.content.publicId,
      _csrf: csrf,
    })
    assert.equal(run404.status, 404)
    const guest = await new Visitor('partner').get('/integration')
    assert.include(guest.url, '/login')
  })

  test('[R8.1] the secret is shown on request only; rotating leaves both keys valid', async ({
    assert,
  }) => {
    const { partner, visitor } = await bench(`${portal.url}/terima`)
    const first = await activeKey(db.connection(), partner.id, 'development')
    assert.notInclude((await visitor.get('/integration')).text, first.secret)
    assert.include((await visitor.get('/integration?secret=shown')).text, first.secret)
    await visitor.submit('form[action$="/integration/keys"]')
    assert.equal((await activeKey(db.connection(), partner.id, 'development')).kid, first.kid)
    await visitor.submit('form[action$="/integration/keys/activate"]')
    const second = await activeKey(db.connection(), partner.id, 'development')
    assert.notEqual(second.kid, first.kid)
    const valid = await validKeys(db.connection(), partner.id, 'development')
    assert.deepEqual(
      valid.map((key) => key.kid),
      [second.kid, first.kid]
    )
    const [stored] = await db.from('partner_keys').where('kid', second.kid)
    assert.notInclude(JSON.stringify(stored), second.secret)
  })

  test('[R8.1] two first calls at once make one key that signs', async ({ assert }) => {
    const partner = await createPartner()
    const keys = await Promise.all(
      Array.from({ length: 6 }, () => activeKey(db.connection(), partner.id, 'production'))
    )
    assert.lengthOf(new Set(keys.map((key) => key.kid)), 1)
    const [{ count }] = await db
      .from('partner_keys')
      .where('partner_id', partner.id)
      .count('* as count')
    assert.equal(Number(count), 1)
    const { id, ...row } = await db.from('partner_keys').where('kid', keys[0]!.kid).first()
    await assert.rejects(
      () => db.table('partner_keys').insert({ ...row, public_id: publicId(), kid: 'live-x' }),
      /unique/i
    )
    assert.isNumber(id)
  })

  test('[R8.1] looking writes nothing: the page asks again every few seconds', async ({
    assert,
  }) => {
    const { visitor, content } = await bench(`${portal.url}/terima`)
    const original = db.transaction
    let opened = 0
    db.transaction = ((...given: Parameters<typeof original>) => {
      opened++
      return original.apply(db, given)
    }) as typeof original
    try {
      for (const path of ['/integration', '/integration/live'])
        assert.equal((await visitor.get(`${path}?content=${content.publicId}`)).status, 200)
    } finally {
      db.transaction = original
    }
    assert.equal(opened, 0)
  })

  test('[R8.1] the oldest of many contents can be tried, a withdrawn one cannot', async ({
    assert,
  }) => {
    const { visitor, content, partner } = await bench(`${portal.url}/terima`)
    const { id, ...row } = await db.from('contents').where('id', content.id).first()
    const versions = await db.from('content_versions').where('content_id', id)
    const copies = Array.from({ length: 101 }, () => ({ ...row, public_id: publicId() }))
    await db.table('contents').multiInsert(copies)
    const { id: former, ...version } = versions[0]
    assert.isNumber(former)
    const others = await db.from('contents').where('partner_id', partner.id).whereNot('id', id)
    await db
      .table('content_versions')
      .multiInsert(others.map((one) => ({ ...version, content_id: one.id, public_id: publicId() })))
    const page = await visitor.get(`/integration?content=${content.publicId}`)
    assert.equal(page.$('[name=content]').last().attr('value'), content.publicId)
    assert.match((await run(visitor, 'test')).url, /^\/integration\/calls\//)
    assert.equal((await visitor.get('/integration?content[]=a')).status, 200)

    await content.merge({ withdrawnAt: clock.now() }).save()
    await visitor.get(`/integration?content=${content.publicId}`)
    const csrf = visitor.page.$('[name=_csrf]').first().attr('value')!
    const refused = await visitor.post('/integration/scenarios/test', {
      content: content.publicId,
      _csrf: csrf,
    })
    assert.equal(refused.status, 404)
  })

  test('[R4.8] Kirim ulang mends a development order whose first call failed', async ({
    assert,
  }) => {
    portal.answering = answerWith('down', 503)
    const shop = await openShop(portal, { status: 'in_review', environment: 'development' })
    await buy(shop)
    const order = await Order.findByOrFail('customerId', shop.customer.id)
    assert.equal(order.status, 'fulfil_failed')
    const delivery = await Delivery.findByOrFail('orderId', order.id)
    portal.answering = answerOk
    const visitor = await signIn(shop.partner)
    const page = await visitor.get(`/integration/calls/${delivery.publicId}`)
    assert.include(page.text, 'Portal Anda mengalami galat')
    await visitor.submit('form[action$="/resend"]')
    await workOff(order)
    await order.refresh()
    await delivery.refresh()
    assert.equal(order.status, 'fulfilled')
    assert.equal(delivery.attempts, 2)
    assert.lengthOf(portal.callsOf(delivery.trxId), 2)
  })

  test('[R4.7] 410 switches the URL off: nothing is called or sold until it is on again', async ({
    assert,
  }) => {
    portal.answering = answerWith({}, 410)
    const shop = await openShop(portal, { status: 'in_review', environment: 'development' })
    await buy(shop)
    await shop.visitor.get(`/products/${shop.content.publicId}`)
    assert.lengthOf(shop.visitor.page.$('form.purchase button[type=submit]'), 0)
    await workOffRows(
      (kind, payload) => kind === 'mail' && payload.name === 'forwarding.url_switched_off'
    )
    const mails = await db.from('mailbox_messages').where('recipient', shop.partner.email)
    assert.include(mails.map((mail) => mail.subject).join(), 'dimatikan')
    const visitor = await signIn(shop.partner)
    await visitor.get(`/integration?content=${shop.content.publicId}`)
    await visitor.submit('form[action$="/integration/urls/on"]')
    portal.answering = answerOk
    await buy(shop)
    const orders = await Order.query().where('customerId', shop.customer.id).orderBy('id')
    assert.deepEqual(
      orders.map((order) => order.status),
      ['fulfil_failed', 'fulfilled']
    )
  })

  test('[R4.7] the status API answers the partner whose key signed, and nobody else', async ({
    assert,
  }) => {
    const shop = await openShop(portal, { status: 'in_review', environment: 'development' })
    await buy(shop)
    const order = await Order.findByOrFail('customerId', shop.customer.id)
    const delivery = await Delivery.findByOrFail('orderId', order.id)
    const path = `/api/v1/transactions/${delivery.trxId}`
    const ask = async (partnerId: number, at = clock.now().toMillis(), signedPath = path) => {
      const key = await activeKey(db.connection(), partnerId, 'development')
      return new Visitor('partner').get(
        path,
        signRequest({ method: 'GET', path: signedPath }, key, at)
      )
    }
    const answer = await ask(shop.partner.id)
    assert.equal(answer.status, 200)
    const body = JSON.parse(answer.text)
    assert.equal(body.order, 'fulfilled')
    assert.equal(body.trx_id, delivery.trxId)
    assert.notInclude(answer.text, shop.customer.email)
    // As its description says.
    const { components } = JSON.parse(
      (await (await signIn(shop.partner)).get('/documents/openapi.json')).text
    )
    const isTransaction = new Ajv({ strict: false }).compile(components.schemas.Transaction)
    assert.isTrue(isTransaction(body), JSON.stringify(isTransaction.errors))
    assert.isFalse(isTransaction({ ...body, order: 'sold' }))

    const other = await createPartner()
    assert.equal((await ask(other.id)).status, 401)
    assert.equal((await ask(shop.partner.id, clock.now().toMillis() - 301_000)).status, 401)
    assert.equal(
      (await ask(shop.partner.id, clock.now().toMillis(), '/api/v1/transactions/X')).status,
      401
    )
    assert.equal((await new Visitor('partner').get(path)).status, 401)
  })
})
