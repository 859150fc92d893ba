import { FakeVoucherBook } from '#payments/fake'
import { sixteenDigits } from '#payments/sixteen_digits'
import plugin, { createVoucherMethod } from '#plugins/payments/telkom_voucher/index'
import { trialCodes } from '#plugins/payments/telkom_voucher/trial_codes'
import {
  chargeRequest,
  gatewayMethodContract,
} from '#tests/contracts/payments/gateway_method_contract'
import { paymentMethodContract } from '#tests/contracts/payments/payment_method_contract'

gatewayMethodContract(plugin, {
  settles: 'collected',
  lacks: ['number', 'pending'],
  wants: { voucher: true },
})

const ENOUGH = 40

paymentMethodContract(
  "telkom_voucher over the store's own book",
  {
    key: 'telkom_voucher',
    settles: 'collected',
    lacks: ['number', 'loss', 'pending', 'callbacks'],
  },
  async () => {
    const codes = Array.from({ length: ENOUGH }, (_, index) => `UJI-50000-${index}`)
    const book = new FakeVoucherBook(Object.fromEntries(codes.map((code) => [code, 50_000])))
    return {
      method: createVoucherMethod(book, true, trialCodes),
      request: (overrides) => chargeRequest({}, { voucherCode: codes.pop(), ...overrides }),
      declinedRequest: () => chargeRequest({}, { voucherCode: 'tidak-ada' }),
      close: async () => {},
    }
  }
)

paymentMethodContract(
  "telkom_voucher over the store's own book, with codes of 16 digits",
  {
    key: 'telkom_voucher',
    settles: 'collected',
    lacks: ['number', 'loss', 'pending', 'callbacks'],
  },
  async () => {
    const codes = Array.from({ length: ENOUGH }, (_, index) => String(index).padStart(16, '0'))
    const book = new FakeVoucherBook(Object.fromEntries(codes.map((code) => [code, 50_000])))
    return {
      method: createVoucherMethod(book, true, sixteenDigits),
      request: (overrides) => chargeRequest({}, { voucherCode: codes.pop(), ...overrides }),
      declinedRequest: () => chargeRequest({}, { voucherCode: '9'.repeat(16) }),
      close: async () => {},
    }
  }
)
