import { test } from '@japa/runner'
import { randomBytes } from 'node:crypto'
import { judgeAllTestPurchases } from '#approvals/actions/judge_all_test_purchases'
import { requestRetest } from '#approvals/actions/request_retest'
import Order from '#checkout/models/order'
import { finish } from '#forwarding/actions/deliver'
import Delivery from '#forwarding/models/delivery'
import DeliveryAttempt from '#forwarding/models/delivery_attempt'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { drainOutbox } from '#shared/outbox/worker'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { createContent, roundOf } from '#tests/support/contents'
import { buy, call } from '#tests/support/test_purchases'
import type { Visitor } from '#tests/support/visitor'

/** More orders like one, that came to nothing, with a call that failed each. */
async function failAgain(order: Order, times: number): Promise<Order[]> {
  const copies = Array.from({ length: times }, () => ({
    ...order.$attributes,
    id: undefined,
    publicId: undefined,
    number: `G${randomBytes(5).toString('hex')}`,
    formKey: randomBytes(16).toString('hex'),
    status: 'fulfil_failed' as const,
    fulfilledAt: null,
    createdAt: clock.now(),
  }))
  const made = await Order.createMany(copies as Partial<Order>[])
  for (const copy of made) {
    const delivery = await call(copy, 'purchase', 'failed')
    await DeliveryAttempt.create({
      deliveryId: delivery.id,
      number: 1,
      startedAt: clock.now(),
      request: { marker: `minta-${copy.number}` } as unknown as DeliveryAttempt['request'],
      verdict: 'failed',
      reason: 'connect_timeout',
      totalMs: 10_000,
    })
  }
  return made
}

/** A call about an order's content that the workbench sent. */
async function fromWorkbench(
  order: Order,
  event: Delivery['event'],
  status: Delivery['status'] = 'delivered'
): Promise<Delivery> {
  const made = await call(order, event, status)
  return made.merge({ orderId: null }).save()
}

/** Every attempt that the pages of the log show, as the visitor leafs through them. */
async function leafThrough(visitor: Visitor, path: string): Promise<string[]> {
  const seen: string[] = []
  for (let next: string | undefined = path; next;) {
    const page = await visitor.get(next)
    seen.push(
      ...(page
        .$('#purchases')
        .text()
        .match(/minta-\w+/g) ?? [])
    )
    next = page.$('#purchases a[rel=next]').attr('href')?.split('#')[0]
  }
  return seen
}

test.group('The log of test purchases', () => {
  test('[R5.4] a passing purchase is found behind any number of failing ones, at QA’s desk too', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, {
      status: 'in_review',
      fab: 'refused',
    })
    const { order } = await buy(partner, version)
    const failed = await failAgain(order, 22)
    const visitor = await signIn(partner)
    const seen = await leafThrough(visitor, `/contents/${content.publicId}`)
    assert.sameMembers(
      seen,
      failed.map(({ number }) => `minta-${number}`)
    )
    assert.isAbove(visitor.page.$('#purchases a[rel=prev]').length, 0)
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(visitor.page.$('.ball').text(), order.number)
    assert.isTrue((await requestRetest(partner, content.publicId)).ok)

    const qa = await signIn(await createStaff('qa'))
    const round = await roundOf(version, 'qa_fab')
    assert.lengthOf(await leafThrough(qa, `/queue/${round.publicId}?filter=free`), 22)
    assert.match(qa.page.$('#purchases a[rel=prev]').attr('href')!, /filter=free/)
  })

  test('[R5.4] any number of calls from the workbench leave a passing purchase one', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, {
      status: 'in_review',
      fab: 'refused',
    })
    const { order } = await buy(partner, version)
    const made = await fromWorkbench(order, 'purchase', 'failed')
    await Delivery.createMany(
      Array.from({ length: 110 }, () => {
        const trxId = `T${randomBytes(12).toString('hex').toUpperCase()}`
        return {
          ...made.$attributes,
          id: undefined,
          publicId: undefined,
          trxId,
          dedupeKey: trxId,
        } as unknown as Partial<Delivery>
      })
    )
    assert.isTrue((await requestRetest(partner, content.publicId)).ok)
  })

  test('[R4.8] a subscription passes when the last of its calls is settled, sent from the workbench too', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, {
      status: 'in_review',
      paymentKind: 'subscription',
    })
    const { order } = await buy(partner, version)
    for (const event of ['stop', 'renewal'] as const) {
      assert.equal((await roundOf(version, 'qa_fab')).status, 'waiting')
      const delivery = await fromWorkbench(order, event, 'pending')
      await transaction((trx) => finish(trx, delivery, 'delivered', { reason: 'ok', ref: null }))
      await drainOutbox()
    }
    const round = await roundOf(version, 'qa_fab')
    assert.equal(`${round.status} ${round.orderId}`, `approved ${order.id}`)
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(visitor.page.$('#purchases').text(), 'Lulus')
  })

  test('[R4.8] a call of the workbench that failed, or from before the purchase, passes nothing', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { version } = await createContent(partner, {
      status: 'in_review',
      paymentKind: 'subscription',
    })
    const { order } = await buy(partner, version)
    const early = await fromWorkbench(order, 'renewal')
    await early.merge({ createdAt: order.createdAt.minus({ minutes: 1 }) }).save()
    await fromWorkbench(order, 'stop', 'failed')
    await judgeAllTestPurchases()
    assert.equal((await roundOf(version, 'qa_fab')).status, 'waiting')
  })

  test('[R4.8] the sweep comes to the last of those that wait, however many stand before it', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const waiting = []
    for (let i = 0; i < 5; i++) {
      const made = await createContent(partner, {
        status: 'in_review',
        paymentKind: 'subscription',
      })
      waiting.push({ ...made, ...(await buy(partner, made.version)) })
    }
    const last = waiting.at(-1)!
    await call(last.order, 'renewal')
    await call(last.order, 'stop')
    await judgeAllTestPurchases(2)
    assert.deepEqual(
      await Promise.all(
        waiting.map(async ({ version }) => (await roundOf(version, 'qa_fab')).status)
      ),
      ['waiting', 'waiting', 'waiting', 'waiting', 'approved']
    )
  })
})
