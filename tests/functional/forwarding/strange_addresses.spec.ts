import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import { createDelivery } from '#forwarding/actions/create_delivery'
import { deliver } from '#forwarding/actions/deliver'
import DeliveryAttempt from '#forwarding/models/delivery_attempt'
import { fakeOutbound } from '#forwarding/outbound'
import { createOutboundClient, type ResolveHost } from '#shared/outbound/client'
import { transaction } from '#shared/database/main'
import { publicId } from '#shared/public_id'
import { createPartner } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { answerOk, openTrade, PartnerPortal } from '#tests/support/orders'

test.group('Deliveries to strange addresses', (group) => {
  const portal = openTrade(group)

  /** One real attempt at this address. */
  async function attemptAt(url: string): Promise<DeliveryAttempt> {
    const partner = await createPartner()
    const { content } = await createContent(partner)
    const delivery = await transaction((trx) =>
      createDelivery(trx, {
        dedupeKey: `strange:${publicId()}`,
        environment: 'production',
        event: 'purchase',
        partnerId: partner.id,
        contentId: content.id,
        orderId: null,
        url,
        parameters: {
          order_no: '1',
          content_id: content.publicId,
          partner_id: partner.publicId,
          cust_ref: 'c',
          pay_type: 'once',
          amount: 1_000,
          currency: 'IDR',
          channel: 'delima',
        },
      })
    )
    await deliver(delivery.id)
    await delivery.refresh()
    if (delivery.status !== 'pending') throw new Error(`the delivery is ${delivery.status}`)
    return DeliveryAttempt.findByOrFail('deliveryId', delivery.id)
  }

  /** The production store resolves so, and may call `rebind.example` on this machine. */
  function resolveBy(resolve: ResolveHost): () => void {
    const before = { httpsOnly: true, allowHosts: ['rebind.example', '127.0.0.1'] }
    const undo = fakeOutbound(
      'production',
      createOutboundClient({ environmentPolicy: before, resolve, deadlineMs: 25_000 })
    )
    return undo
  }

  test('[R4.7] a name that is rebound is asked for once, and what was judged is called', async ({
    assert,
    cleanup,
  }) => {
    const port = new URL(portal.url).port
    const answers = [
      ['127.0.0.1'],
      ['10.0.0.1'],
      ['127.0.0.1', '169.254.169.254'],
      ['::ffff:10.0.0.1'],
    ]
    let asked = 0
    cleanup(resolveBy(async () => answers[asked++]!))
    const before = portal.calls.length
    // A good answer settles it: the address that was judged is the one that was reached.
    portal.answering = (_query, _request, response) => response.writeHead(503).end()
    const first = await attemptAt(`http://rebind.example:${port}/terima`)
    assert.equal(first.reason, 'http_503')
    assert.equal(portal.calls.length, before + 1)
    for (let time = 1; time < answers.length; time++) {
      const rebound = await attemptAt(`http://rebind.example:${port}/terima`)
      assert.equal(rebound.reason, 'forbidden_address')
      assert.isNull(rebound.answer)
    }
    assert.equal(asked, answers.length)
    assert.equal(portal.calls.length, before + 1)
  })

  test('[R4.7] a redirect is not followed, wherever it leads', async ({ assert, cleanup }) => {
    let hits = 0
    const inside = createServer((_request, response) => {
      hits++
      response.end('OK')
    })
    await new Promise<void>((done) => inside.listen(0, '127.0.0.1', done))
    cleanup(() => void inside.close())
    const { port } = inside.address() as AddressInfo
    for (const [status, location] of [
      [301, `http://127.0.0.1:${port}/`],
      [302, `http://[::1]:${port}/`],
      [307, 'http://169.254.169.254/latest/meta-data/'],
      [308, `${portal.url}/lain`],
    ] as const) {
      portal.answering = (_query, _request, response) =>
        response.writeHead(status, { location }).end()
      const before = portal.calls.length
      const attempt = await attemptAt(`${portal.url}/terima`)
      assert.equal(attempt.reason, 'redirect')
      assert.equal(attempt.answer!.status, status)
      assert.equal(portal.calls.length, before + 1)
    }
    assert.equal(hits, 0)
  })

  test('[R4.7] an address that came into the database by another way is not called', async ({
    assert,
    cleanup,
  }) => {
    const other = new PartnerPortal()
    await other.open()
    other.answering = answerOk
    cleanup(() => other.close())
    const { port } = new URL(other.url)
    for (const host of ['mitra.localhost', '0x7f.2', '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]'])
      assert.equal((await attemptAt(`http://${host}:${port}/`)).reason, 'forbidden_address', host)
    assert.equal((await attemptAt('http://mitra.example/')).reason, 'forbidden_url')
    assert.isEmpty(other.calls)
  })
})
