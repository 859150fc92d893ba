import type { ChargeRequest, PaymentPlugin, VoucherBook } from '#payments/contract'
import type { Behaviour } from '#sandboxes/payments/bank'
import { startPaymentSandbox } from '#sandboxes/payments/server'
import { openEar } from '#tests/contracts/payments/ear'
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

/** A charge as the checkout asks for it, each under a key of its own. */
export function chargeRequest(wants: Wants, overrides: Partial<ChargeRequest> = {}): ChargeRequest {
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

const noBook = (): VoucherBook => {
  throw new Error('the gateway keeps these vouchers')
}

async function openSandbox(
  plugin: PaymentPlugin,
  wants: Wants,
  methods?: Record<string, Behaviour>
): Promise<PaymentHarness> {
  const ear = await openEar()
  const sandbox = await startPaymentSandbox({ port: 0, key: KEY, methods, callbackUrl: ear.url })
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
    takeBack: async (idemKey) => {
      await control(`charges/${plugin.key}/${encodeURIComponent(idemKey)}/reverse`, { copies: 2 })
      await control('events/resend', { method: plugin.key, key: idemKey, order: 'reversed' })
    },
    callbacks: () => ear.heard(2),
    close: async () => {
      await sandbox.close()
      await ear.close()
    },
  }
}

/**
 * Runs the contract suite for a plug-in that speaks the common gateway protocol, against the payment sandbox.
 *
 * @param behaviour how the sandbox is to play the method; without, as one of the six that it knows
 */
export function gatewayMethodContract(
  plugin: PaymentPlugin,
  expected: { settles: 'billed' | 'collected'; lacks: Lack[]; wants?: Wants },
  behaviour?: Behaviour
): void {
  const { settles, lacks, wants = {} } = expected
  paymentMethodContract(
    `${plugin.key} against its sandbox`,
    { key: plugin.key, settles, lacks },
    () => openSandbox(plugin, wants, behaviour && { [plugin.key]: behaviour })
  )
}
