import type { Entry, TransactionKind } from '#ledger/accounts'
import { post } from '#ledger/actions/post'
import type { Trx } from '#shared/database/main'
import type { Rupiah } from '#shared/money'
import type Voucher from '#vouchers/models/voucher'
import type VoucherBatch from '#vouchers/models/voucher_batch'
import type VoucherRedemption from '#vouchers/models/voucher_redemption'

type Kind = Extract<TransactionKind, `voucher.${string}`>

/** Printed for sale: whoever sells them owes us their value, and we owe it to whoever holds one. */
export function bookIssued(trx: Trx, batch: VoucherBatch): Promise<void> {
  const value = batch.amount * batch.count
  return book(trx, batch, 'voucher.issued', batch.publicId, {
    voucher_stock: value,
    voucher_liability: -value,
  })
}

/** An order was paid with it: its money came when the voucher was sold, so nothing is to come from a payment service. */
export function bookRedeemed(
  trx: Trx,
  voucher: Voucher,
  redemption: VoucherRedemption
): Promise<void> {
  return book(trx, voucher, 'voucher.redeemed', redemption.publicId, redeemed(redemption))
}

export function bookReturned(
  trx: Trx,
  voucher: Voucher,
  redemption: VoucherRedemption
): Promise<void> {
  const opposite = Object.entries(redeemed(redemption)).map(([account, amount]) => [
    account,
    -amount,
  ])
  return book(trx, voucher, 'voucher.returned', redemption.publicId, Object.fromEntries(opposite))
}

/** What was left of expired vouchers is owed to nobody any more. */
export function bookLapsed(trx: Trx, voucher: Voucher, rest: Rupiah): Promise<void> {
  const idemKey = `${voucher.publicId}:${voucher.expiresAt?.toMillis()}`
  return book(trx, voucher, 'voucher.lapsed', idemKey, {
    voucher_liability: rest,
    voucher_breakage: -rest,
  })
}

/** Made void before it was used up: neither is it owed, nor has whoever sells them to pay for it. */
export function bookVoided(trx: Trx, voucher: Voucher, rest: Rupiah): Promise<void> {
  return book(trx, voucher, 'voucher.voided', voucher.publicId, {
    voucher_liability: rest,
    voucher_stock: -rest,
  })
}

function redeemed({ amount, forfeited }: VoucherRedemption) {
  return { voucher_liability: amount + forfeited, clearing: -amount, voucher_breakage: -forfeited }
}

async function book(
  trx: Trx,
  { environment }: Pick<Voucher, 'environment'>,
  kind: Kind,
  key: string,
  sums: Partial<Record<Entry['account'], Rupiah>>
): Promise<void> {
  const entries = Object.entries(sums)
    .filter(([, amount]) => amount !== 0)
    .map(([account, amount]) => ({ account: account as Entry['account'], amount }))
  if (entries.length > 0) await post(trx, { kind, idemKey: `${kind}:${key}`, environment, entries })
}
