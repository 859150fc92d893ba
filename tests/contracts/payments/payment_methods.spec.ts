import {
  type ChargeRequest,
  type PaymentMethodKey,
  type PaymentPlugin,
  type VoucherBook,
} from '#payments/contract'
import { sixteenDigits } from '#payments/sixteen_digits'
import { FakePaymentMethod, FakeVoucherBook } from '#payments/fake'
import delima from '#plugins/payments/delima/index'
import flexiPostpaid from '#plugins/payments/flexi_postpaid/index'
import flexiPrepaid from '#plugins/payments/flexi_prepaid/index'
import instantPayment from '#plugins/payments/instant_payment/index'
import speedy from '#plugins/payments/speedy/index'
import telkomVoucher, { createVoucherMethod } from '#plugins/payments/telkom_voucher/index'
import { trialCodes } from '#plugins/payments/telkom_voucher/trial_codes'
import { startPaymentSandbox } from '#sandboxes/payments/server'
import {
  paymentMethodContract,
  type Lack,
  type PaymentHarness,
} from '#tests/contracts/payments/payment_method_contract'

const KEY = { kid: 'uji', secret: 'rahasia-uji' }
let counter = 0

interface Wants {
  number?: string
  voucher?: boolean
}

function chargeRequest(wants: Wants, overrides: Partial<ChargeRequest> = {}): ChargeRequest {
  counter++
  return {
    idemKey: `order/${counter}`,
    orderNo: String(1000 + counter),
    amount: 22_000,
    ...(wants.number && { number: wants.number }),
    ...(wants.voucher && { voucherCode: `UJI-50000-${counter}` }),
    description: 'PES 2012',
    at: Date.now(),
    ...overrides,
  }
}

const sixteen = (index: number) => String(index).padStart(16, '0')

const noBook = (): VoucherBook => {
  throw new Error('the gateway keeps these vouchers')
}

async function openSandbox(plugin: PaymentPlugin, wants: Wants): Promise<PaymentHarness> {
  const sandbox = await startPaymentSandbox({ port: 0, key: KEY })
  const control = async (path: string, body?: object) => {
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method: body ? 'POST' : 'GET',
      body: body && JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`sandbox: ${response.status}`)
    return (await response.json()) as Record<string, unknown>
  }
  const fault = (kind: string) => async () => void (await control('faults', { kind }))
  return {
    method: plugin.create(
      {
        isSandbox: true,
        baseUrl: `${sandbox.url}/gateways/${plugin.key}`,
        key: KEY,
        timeoutMs: 60_000,
      },
      'development',
      { now: () => Date.now(), voucherBook: noBook }
    ),
    request: (overrides) => chargeRequest(wants, overrides),
    declinedRequest: () =>
      wants.voucher
        ? chargeRequest({}, { voucherCode: 'TERPAKAI-1' })
        : wants.number
          ? chargeRequest({}, { number: wants.number.slice(0, -5) + '99901' })
          : chargeRequest({}, { amount: 990_001 }),
    loseNextAnswer: fault('lost_answer'),
    loseNextRequest: fault('lost_request'),
    makeNextPending: wants.voucher ? undefined : fault('pending'),
    readCode: async (number) => {
      const { codes } = await control(`codes?number=${number}`)
      return (codes as { code: string }[])[0].code
    },
    close: () => sandbox.close(),
  }
}

const PLUGINS: [PaymentPlugin, 'billed' | 'collected', Wants, Lack[]][] = [
  [speedy, 'billed', { number: '122100123456' }, ['voucher']],
  [flexiPostpaid, 'billed', { number: '02170060622' }, ['voucher']],
  [flexiPrepaid, 'collected', { number: '02127211141' }, ['voucher']],
  [delima, 'collected', {}, ['need', 'number', 'voucher']],
  [instantPayment, 'collected', {}, ['need', 'number', 'voucher']],
  [telkomVoucher, 'collected', { voucher: true }, ['number', 'pending']],
]

for (const [plugin, settles, wants, lacks] of PLUGINS) {
  paymentMethodContract(
    `${plugin.key} against its sandbox`,
    { key: plugin.key, settles, lacks },
    () => openSandbox(plugin, wants)
  )
}

paymentMethodContract(
  "telkom_voucher over the store's own book",
  { key: 'telkom_voucher', settles: 'collected', lacks: ['number', 'loss', 'pending'] },
  async () => {
    const codes = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`UJI-50000-${counter + index}`, 50_000])
    )
    return {
      method: createVoucherMethod(new FakeVoucherBook(codes), true, trialCodes),
      request: (overrides) => chargeRequest({ voucher: true }, overrides),
      declinedRequest: () => chargeRequest({}, { voucherCode: 'tidak-ada' }),
      close: async () => {},
    }
  }
)

paymentMethodContract(
  "telkom_voucher over the store's own book, with codes of 16 digits",
  { key: 'telkom_voucher', settles: 'collected', lacks: ['number', 'loss', 'pending'] },
  async () => {
    const codes = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [sixteen(counter + index), 50_000])
    )
    return {
      method: createVoucherMethod(new FakeVoucherBook(codes), true, sixteenDigits),
      request: (overrides) => {
        const request = chargeRequest({}, overrides)
        return { ...request, voucherCode: sixteen(counter) }
      },
      declinedRequest: () => chargeRequest({}, { voucherCode: '9'.repeat(16) }),
      close: async () => {},
    }
  }
)

for (const [key, settles] of [
  ['delima', 'collected'],
  ['speedy', 'billed'],
] as [PaymentMethodKey, 'billed' | 'collected'][]) {
  paymentMethodContract(
    `fake ${key}`,
    { key, settles, lacks: ['need', 'number', 'voucher'] },
    async () => {
      const method = new FakePaymentMethod(key, {
        collects: settles === 'billed' ? 'later' : 'at_once',
      })
      return {
        method,
        request: (overrides) => chargeRequest({}, overrides),
        declinedRequest: () => {
          method.next({ type: 'declined', reason: 'insufficient_balance' })
          return chargeRequest({})
        },
        loseNextAnswer: async () => void method.next('lose_answer'),
        loseNextRequest: async () => void method.next('lose_request'),
        makeNextPending: async () => void method.next({ type: 'pending', ref: 'P' }),
        close: async () => {},
      }
    }
  )
}
