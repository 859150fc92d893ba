import type { GatewayClient } from '#payments/gateway_client'
import type { ChargeOutcome, VoucherBook, VoucherOutcome } from '#payments/contract'

/** A voucher book kept by a billing gateway: redeeming is a charge there, giving back a refund. */
export function createGatewayVoucherBook(gateway: GatewayClient): VoucherBook {
  return {
    async redeem({ idemKey, code, amount, orderNo, at }) {
      return voucherOutcome(
        await gateway.charge({
          idemKey,
          orderNo,
          amount,
          voucherCode: code,
          description: `Voucher ${orderNo}`,
          at,
        })
      )
    },
    async find(idemKey) {
      const found = await gateway.inquire(idemKey)
      if (found.type === 'not_found') return found
      if (found.type === 'reversed') return { type: 'returned', ref: found.ref }
      return voucherOutcome(found)
    },
    async giveBack({ idemKey }) {
      const cancelled = await gateway.cancel(idemKey)
      if (cancelled.type === 'unknown') return cancelled
      if (cancelled.type === 'cancelled') return { type: 'nothing_redeemed' }
      const { outcome } = cancelled
      if (outcome.type === 'declined' || outcome.type === 'unknown') {
        return { type: 'nothing_redeemed' }
      }
      if (outcome.type === 'reversed') return { type: 'returned', ref: outcome.ref }
      const refund = await gateway.refund({
        idemKey: `${idemKey}:return`,
        chargeIdemKey: idemKey,
        amount: null,
        reason: 'voucher returned',
      })
      if (refund.type === 'declined') return { type: 'nothing_redeemed' }
      // The redemption's own reference, which `find` gives for it from now on too.
      return refund.type === 'refunded' ? { type: 'returned', ref: outcome.ref } : refund
    },
  }
}

const VOUCHER_REFUSALS = [
  'voucher_unknown',
  'voucher_used',
  'voucher_expired',
  'voucher_insufficient',
  'voucher_void',
  'cancelled',
] as const

function voucherOutcome(outcome: ChargeOutcome): VoucherOutcome {
  switch (outcome.type) {
    case 'billed':
    case 'collected':
      return { type: 'redeemed', ref: outcome.ref }
    case 'pending':
      return { type: 'unknown', detail: 'pending' }
    case 'declined':
      return {
        type: 'refused',
        reason: VOUCHER_REFUSALS.find((one) => one === outcome.reason) ?? 'refused',
      }
    case 'unknown':
      return outcome
  }
}
