import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import type { ChargeRequest, PaymentPlugin } from '#payments/contract'
import bca from '#plugins/payments/midtrans/bca'
import bni from '#plugins/payments/midtrans/bni'
import bri from '#plugins/payments/midtrans/bri'
import permata from '#plugins/payments/midtrans/permata'
import qris from '#plugins/payments/midtrans/qris'
import { DENIED_AMOUNT, startMidtransSandbox } from '#sandboxes/midtrans/server'
import { openEar } from '#tests/contracts/payments/ear'
import { chargeRequest } from '#tests/contracts/payments/gateway_method_contract'
import {
  paymentMethodContract,
  type PaymentHarness,
} from '#tests/contracts/payments/payment_method_contract'

const SERVER_KEY = 'SB-Mid-server-uji'
const noBook = () => {
  throw new Error('no vouchers here')
}

async function open(plugin: PaymentPlugin, over: { timeoutMs?: number; serverKey?: string } = {}) {
  const ear = await openEar()
  const sandbox = await startMidtransSandbox({ port: 0, serverKey: SERVER_KEY, slowMs: 60_000 })
  const method = plugin.create(
    {
      isSandbox: true,
      baseUrl: sandbox.url,
      key: { kid: 'midtrans', secret: over.serverKey ?? SERVER_KEY },
      callbackUrl: ear.url,
      timeoutMs: over.timeoutMs ?? 60_000,
    },
    'development',
    { now: () => Date.now(), voucherBook: noBook }
  )
  const control = async (path: string, body: object = {}) => {
    const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`sandbox: ${answer.status}`)
  }
  const act = (idemKey: string, action: string, body?: object) =>
    control(`transactions/${idemKey.replaceAll('/', '.').replaceAll(':', '~')}/${action}`, body)
  const harness: PaymentHarness = {
    method,
    request: (overrides) => chargeRequest({}, overrides),
    declinedRequest: () => chargeRequest({}, { amount: DENIED_AMOUNT }),
    loseNextAnswer: () => control('faults', { kind: 'lost_answer' }),
    loseNextRequest: () => control('faults', { kind: 'lost_request' }),
    makeNextPending: async () => {},
    pay: (idemKey) => act(idemKey, 'pay', { copies: 2 }),
    takeBack: async (idemKey) => {
      await act(idemKey, 'chargeback')
      await act(idemKey, 'resend', { order: 'reversed' })
    },
    callbacks: () => ear.heard(3),
    close: async () => {
      await sandbox.close()
      await ear.close()
    },
  }
  return { ...harness, sandbox, control, act, ear }
}

const COMMON = ['need', 'number', 'voucher', 'closing'] as const
paymentMethodContract(
  'midtrans_qris against its sandbox',
  { key: 'midtrans_qris', settles: 'collected', lacks: [...COMMON] },
  () => open(qris)
)
paymentMethodContract(
  'midtrans_bca against its sandbox',
  { key: 'midtrans_bca', settles: 'collected', lacks: [...COMMON, 'refund'] },
  () => open(bca)
)

async function charged(plugin: PaymentPlugin, over: Partial<ChargeRequest> = {}) {
  const at = await open(plugin)
  const request = chargeRequest({}, over)
  return { ...at, request, outcome: await at.method.charge(request) }
}

test.group('Midtrans', () => {
  test('[R4.5] QRIS gives the code to scan and until when, and an inquiry does not say it again', async ({
    assert,
  }) => {
    const now = Date.now()
    const { outcome, request, method, close } = await charged(qris, {
      idemKey: 'order:01KDA9:2026-12:2',
      at: now,
      payBefore: now + 30 * 60_000,
    })
    assert.equal(outcome.type, 'pending')
    const pay = outcome.type === 'pending' ? outcome.pay : undefined
    assert.equal(pay?.how, 'qris')
    assert.match(pay!.qr!, /^000201010212.*5303360.*6304[0-9A-F]{4}$/)
    assert.closeTo(pay!.until!, now + 30 * 60_000, 2_000)
    const later = await method.inquire(request.idemKey)
    assert.equal(later.type === 'pending' && later.pay?.how, 'code_lost')
    await close()
  })

  for (const [plugin, label] of [
    [bca, 'bca_number'],
    [bni, 'bni_number'],
    [bri, 'bri_number'],
    [permata, 'permata_number'],
  ] as const)
    test(`[R4.5] ${plugin.key} gives a virtual account, each time that it is asked`, async ({
      assert,
    }) => {
      const { outcome, request, method, close } = await charged(plugin)
      const pay = outcome.type === 'pending' ? outcome.pay! : null
      assert.equal(pay?.numbers?.[0]?.label, label)
      assert.match(pay!.numbers![0]!.value, /^\d{16}$/)
      assert.deepEqual(await method.inquire(request.idemKey), outcome)
      await close()
    })

  test('[R4.5] an order id that ended is not used again, though Midtrans would', async ({
    assert,
  }) => {
    const { request, method, act, close } = await charged(qris)
    await act(request.idemKey, 'expire')
    assert.deepEqual(await method.charge(request), { type: 'declined', reason: 'expired' })
    await act(request.idemKey, 'pay_late')
    assert.equal((await method.inquire(request.idemKey)).type, 'collected')
    await close()
  })

  test('[R4.5] money that came after the end is news; what is older than it is not', async ({
    assert,
  }) => {
    const { request, method, act, ear, close } = await charged(bca)
    await act(request.idemKey, 'expire')
    await act(request.idemKey, 'pay_late')
    const told = (await ear.heard(3)).map((one) => {
      const judged = method.verifyCallback(one.headers, one.rawBody)
      return judged.ok ? judged.value : null
    })
    const ordered = told.toSorted((one, other) => one!.sequence - other!.sequence)
    assert.deepEqual(
      ordered.map((one) => one!.type),
      ['waiting', 'declined', 'collected']
    )
    assert.isTrue(ordered.every((one) => one!.idemKey === request.idemKey && one!.ref !== ''))
    await close()
  })

  test('[R4.5] a slow, broken or unreadable answer is unknown; a wrong server key takes nothing', async ({
    assert,
  }) => {
    for (const kind of ['slow', 'error_500', 'garbage', 'lost_request']) {
      const at = await open(qris, kind === 'slow' ? { timeoutMs: 300 } : {})
      const request = chargeRequest({})
      await at.control('faults', { kind })
      assert.equal((await at.method.charge(request)).type, 'unknown', kind)
      await at.control('faults', { kind, on: 'refund' })
      await at.close()
    }
    const stranger = await open(qris, { serverKey: 'SB-Mid-server-lain' })
    assert.equal((await stranger.method.charge(chargeRequest({}))).type, 'unknown')
    assert.equal((await stranger.method.inquire('order:x')).type, 'unknown')
    assert.equal((await stranger.method.cancel('order:x', 0)).type, 'unknown')
    await stranger.close()
  })

  test('[R4.5] a notification is its order, code and amount under the server key, whole rupiah', async ({
    assert,
  }) => {
    const { method, close } = await open(qris)
    const notified = (over: Record<string, string>, key = SERVER_KEY) => {
      const body: Record<string, string> = {
        transaction_id: 'a1',
        order_id: 'order~01KDA9',
        status_code: '200',
        gross_amount: '22000.00',
        transaction_status: 'settlement',
        transaction_time: '2026-11-24 10:15:00',
        ...over,
      }
      const signed = `${body.order_id}${body.status_code}${body.gross_amount}${key}`
      const sign = createHash('sha512').update(signed).digest('hex')
      return method.verifyCallback({}, JSON.stringify({ ...body, signature_key: sign }))
    }
    const good = notified({})
    assert.deepInclude(good.ok && good.value, {
      type: 'collected',
      idemKey: 'order:01KDA9',
      amount: 22_000,
      occurredAt: Date.parse('2026-11-24T10:15:00+07:00'),
    })
    const reason = (judged: ReturnType<typeof notified>) => (judged.ok ? 'ok' : judged.error.type)
    assert.equal(reason(notified({}, 'SB-Mid-server-lain')), 'bad_signature')
    assert.equal(reason(notified({ gross_amount: '22000.50' })), 'malformed')
    assert.equal(reason(notified({ gross_amount: '-1' })), 'malformed')
    assert.equal(reason(notified({ currency: 'USD' })), 'malformed')
    assert.equal(reason(notified({ transaction_status: 'baru' })), 'malformed')
    assert.equal(reason(method.verifyCallback({}, 'bukan JSON')), 'malformed')
    await close()
  })

  test('[R4.5] without a server key there is no method; a key of their sandbox is one', async ({
    assert,
  }) => {
    const create = (secret: string) => () =>
      qris.create(
        { isSandbox: false, baseUrl: 'https://api.midtrans.com', key: { kid: 'm', secret } },
        'production',
        { now: () => 0, voucherBook: noBook }
      )
    assert.throws(create(''), /no address or server key/)
    assert.equal(create('Mid-server-x')().key, 'midtrans_qris')
  })
})
