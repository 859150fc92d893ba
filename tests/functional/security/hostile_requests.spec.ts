import { readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Listing from '#catalogue/models/listing'
import { beginSubscription } from '#checkout/actions/subscription_steps'
import { refusalOf } from '#checkout/queries/purchase_options'
import { http } from '#config/app'
import env from '#start/env'
import Order from '#checkout/models/order'
import Subscription from '#checkout/models/subscription'
import { publicId } from '#shared/public_id'
import { createCustomer, signIn } from '#tests/support/accounts'
import { answerWith, buy, openShop, openTrade, storyOf, workOff } from '#tests/support/orders'
import { Visitor } from '#tests/support/visitor'

/** Files in the folder for temporary ones that are exactly so large: nobody else's are. */
async function filesOfSize(size: number): Promise<string[]> {
  const names = await readdir(tmpdir())
  const sizes = await Promise.all(
    names.map((name) => stat(join(tmpdir(), name)).catch(() => undefined))
  )
  return names.filter((_, index) => sizes[index]?.isFile() && sizes[index].size === size)
}

function multipart(parts: { name: string; content: Buffer }[]) {
  const boundary = 'parts-of-a-stranger'
  const body = Buffer.concat([
    ...parts.flatMap(({ name, content }) => [
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="a.bin"\r\n\r\n`
      ),
      content,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ])
  return { body, type: `multipart/form-data; boundary=${boundary}` }
}

async function send(visitor: Visitor, path: string, body: Buffer, headers: Record<string, string>) {
  const { request } = await import('node:http')
  const { hostname, port, host } = new URL(visitor.origin)
  return new Promise<number>((resolve, reject) => {
    const sent = request(
      {
        method: 'POST',
        host: hostname.endsWith('localhost') ? '127.0.0.1' : hostname,
        port,
        path,
        headers: { host, 'sec-fetch-site': 'same-origin', ...headers },
      },
      (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode!))
      }
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

test.group('Hostile requests', () => {
  test('a page to go on to after signing in is one of this host, dots resolved', async ({
    assert,
  }) => {
    const visitor = await signIn(await createCustomer('production'))
    for (const next of ['/x/..//evil.example', '/.//evil.example', '/%2e%2e//evil.example']) {
      // The visitor follows redirects on its own host only.
      await visitor.get(`/login?next=${encodeURIComponent(next)}`)
      assert.equal(visitor.page.url, '/', next)
    }
  })

  test('files that no route asked for are gone with the answer', async ({ assert }) => {
    const size = 31_337
    const content = Buffer.alloc(size, 1)
    const { body, type } = multipart(
      ['picture', 'picture[a][b]', 'picture', '__proto__[x]', 'email'].map((name) => ({
        name,
        content,
      }))
    )
    const status = await send(new Visitor('store'), '/verifikasi', body, { 'content-type': type })
    assert.equal(status, 422)
    assert.deepEqual(await filesOfSize(size), [])
  })

  test('files of a form that is too large are gone with the answer', async ({ assert }) => {
    const size = 31_339
    const { body, type } = multipart([
      { name: 'first', content: Buffer.alloc(size, 1) },
      { name: 'second', content: Buffer.alloc(21 * 1024 * 1024, 1) },
    ])
    const status = await send(new Visitor('store'), '/verifikasi', body, { 'content-type': type })
    assert.equal(status, 413)
    assert.deepEqual(await filesOfSize(size), [])
  })

  test('a compressed body that breaks off is the sender’s fault', async ({ assert }) => {
    const status = await send(new Visitor('partner'), '/login', Buffer.from('xxx'), {
      'content-type': 'application/x-www-form-urlencoded',
      'content-encoding': 'br',
    })
    assert.equal(status, 400)
  })

  test('behind a proxy its word on the address counts, not what the visitor wrote before it', ({
    assert,
    cleanup,
  }) => {
    const trusts = http.trustProxy as (address: string, distance: number) => boolean
    assert.isFalse(trusts('10.0.0.1', 0))
    env.set('TRUST_PROXY', true)
    cleanup(() => env.set('TRUST_PROXY', false))
    assert.isTrue(trusts('10.0.0.1', 0))
    assert.isFalse(trusts('198.51.100.7', 1))
  })
})

test.group('Hostile purchases', (group) => {
  const portal = openTrade(group)

  test('[R4.7] several forms at once make one subscription', async ({ assert }) => {
    const shop = await openShop(portal, { price: 22_000, paymentKind: 'subscription' })
    const page = await shop.visitor.get(`/products/${shop.content.publicId}`)
    const csrf = page.$('form.purchase input[name=_csrf]').attr('value')
    await Promise.all(
      Array.from({ length: 6 }, () =>
        shop.visitor.post('/orders', {
          _csrf: csrf,
          form_key: publicId(),
          content: shop.content.publicId,
          method: 'delima',
          price: 22_000,
        })
      )
    )
    const orders = await Order.query().where('customerId', shop.customer.id).orderBy('id')
    const stories = await Promise.all(orders.map(storyOf))
    assert.lengthOf(orders, 1, stories.join('\n'))
    await workOff(orders[0]!)
    const subscriptions = await Subscription.query().where('customerId', shop.customer.id)
    assert.lengthOf(subscriptions, 1, await storyOf(orders[0]!))
  })

  test('[R4.7] a subscription that begins while another form is judged refuses it', async ({
    assert,
  }) => {
    portal.answering = answerWith('broken', 503)
    const shop = await openShop(portal, { paymentKind: 'subscription' })
    await buy(shop)
    const order = await Order.findByOrFail('customerId', shop.customer.id)
    assert.equal(order.status, 'fulfilling')
    const listing = await Listing.query()
      .where({ contentId: shop.content.id, environment: 'production' })
      .firstOrFail()

    const settling = await db.transaction()
    // Whoever reads orders now waits for the end of this transaction, and sees what it did.
    if (settling.dialect.name === 'postgres')
      await settling.rawQuery('LOCK TABLE orders IN ACCESS EXCLUSIVE MODE')
    const locked = await Order.query({ client: settling }).where('id', order.id).firstOrFail()
    await locked.advance('fulfilled', { trx: settling })
    await beginSubscription(settling, locked)
    const judged = refusalOf(db.connection(), shop.customer, listing)
    await sleep(300)
    await settling.commit()
    assert.deepEqual(await judged, { type: 'subscribed', orderNumber: order.number })
  })
})
