import { err } from '#shared/result'
import { createGatewayClient } from '#payments/gateway_client'
import { sixteenDigits } from '#payments/sixteen_digits'
import { createGatewayVoucherBook } from '#plugins/payments/telkom_voucher/gateway_voucher_book'
import { trialCodes } from '#plugins/payments/telkom_voucher/trial_codes'
import type {
  CancelOutcome,
  ChargeOutcome,
  InquiryOutcome,
  PaymentMethod,
  PaymentPlugin,
  VoucherBook,
  VoucherForm,
  VoucherOutcome,
} from '#payments/contract'

/**
 * Telkom voucher: pays with the value of a voucher (R4.5). With a gateway in its binding the
 * vouchers are kept there, as in the sandbox; without one the store's own voucher book is asked.
 */
const plugin: PaymentPlugin = {
  key: 'telkom_voucher',
  create(binding, store, dependencies) {
    if (!binding.baseUrl) {
      return createVoucherMethod(dependencies.voucherBook(store), binding.isSandbox, sixteenDigits)
    }
    const gateway = createGatewayClient('telkom_voucher', binding, dependencies)
    const book = createGatewayVoucherBook(gateway)
    const codes = binding.isSandbox ? trialCodes : sixteenDigits
    return {
      ...createVoucherMethod(book, binding.isSandbox, codes),
      verifyCallback: (headers, rawBody) => gateway.verifyCallback(headers, rawBody),
    }
  },
}

export default plugin

/** The voucher method over any voucher book. A store's own book sends no callbacks: all are refused. */
export function createVoucherMethod(
  book: VoucherBook,
  isSandbox: boolean,
  vouchers: VoucherForm
): PaymentMethod {
  return {
    key: 'telkom_voucher',
    kind: 'immediate',
    collects: 'at_once',
    needsNumber: false,
    needsVoucher: true,
    vouchers,
    isSandbox,
    async charge({ idemKey, amount, orderNo, at, voucherCode }) {
      if (!voucherCode) throw new Error(`telkom_voucher: charge ${idemKey} lacks a voucher code`)
      return chargeOutcome(await book.redeem({ idemKey, code: voucherCode, amount, orderNo, at }))
    },
    async inquire(idemKey): Promise<InquiryOutcome> {
      const found = await book.find(idemKey)
      if (found.type === 'not_found') return found
      if (found.type === 'returned') return { type: 'reversed', ref: found.ref }
      return chargeOutcome(found)
    },
    async cancel(idemKey, at): Promise<CancelOutcome> {
      const found = await this.inquire(idemKey)
      if (found.type === 'unknown') return found
      if (found.type !== 'not_found') return cancelSettled(found)
      const closed = await book.giveBack({ idemKey, at })
      return closed.type === 'unknown' ? closed : { type: 'cancelled' }
    },
    async refund({ chargeIdemKey, at }) {
      const found = await book.find(chargeIdemKey)
      if (found.type === 'unknown') return found
      if (found.type === 'returned') return { type: 'refunded', ref: found.ref }
      if (found.type !== 'redeemed') return { type: 'declined', reason: 'not_charged' }
      const returned = await book.giveBack({ idemKey: chargeIdemKey, at })
      if (returned.type === 'unknown') return returned
      if (returned.type === 'nothing_redeemed') return { type: 'declined', reason: 'not_charged' }
      return { type: 'refunded', ref: returned.ref }
    },
    verifyCallback: () => err({ type: 'bad_signature' }),
  }
}

function cancelSettled(found: Exclude<InquiryOutcome, { type: 'not_found' }>): CancelOutcome {
  if (found.type === 'declined' && found.reason === 'cancelled') return { type: 'cancelled' }
  return { type: 'settled', outcome: found }
}

function chargeOutcome(outcome: VoucherOutcome): ChargeOutcome {
  switch (outcome.type) {
    case 'redeemed':
      return { type: 'collected', ref: outcome.ref }
    case 'refused':
      return { type: 'declined', reason: outcome.reason }
    case 'unknown':
      return outcome
  }
}
