import type { Rupiah } from '#shared/money'

/**
 * The chart of accounts (`docs/ledger.md`). Debits are positive, credits negative, so a transaction
 * sums to zero and an account's balance is the plain sum of its entries.
 */
export const ACCOUNTS = {
  /** On bills that customers have not paid yet. */
  receivable: { kind: 'asset', perPartner: false },
  /** The counterpart of `receivable`: nobody's revenue until the bill is paid (R1.3). */
  billed_unearned: { kind: 'liability', perPartner: false },
  /** Collected money, at the payment services. */
  clearing: { kind: 'asset', perPartner: false },
  ppn_payable: { kind: 'liability', perPartner: false },
  partner_payable: { kind: 'liability', perPartner: true },
  operator_revenue: { kind: 'income', perPartner: false },
  /** The value of printed vouchers, owed by whoever sells them. */
  voucher_stock: { kind: 'asset', perPartner: false },
  /** What holders of vouchers can still pay with. */
  voucher_liability: { kind: 'liability', perPartner: false },
  /** What was left on vouchers that expired, or keep no rest. */
  voucher_breakage: { kind: 'income', perPartner: false },
} as const satisfies Record<string, { kind: 'asset' | 'liability' | 'income'; perPartner: boolean }>

export type Account = keyof typeof ACCOUNTS

/** The accounts among which collected money is split. */
export const SHARED_ACCOUNTS = [
  'ppn_payable',
  'partner_payable',
  'operator_revenue',
] as const satisfies Account[]

export const TRANSACTION_KINDS = [
  /** Put on the customer's bill. */
  'payment.billed',
  /** The bill was paid, or the money came at once: split and shared. */
  'payment.collected',
  /** Taken off the bill again before it was paid. */
  'payment.unbilled',
  /** Collected money given back, the split with it. */
  'payment.refunded',
  /** A batch of vouchers was printed for sale. */
  'voucher.issued',
  /** An order was paid with a voucher: its money had come when that was sold. */
  'voucher.redeemed',
  /** What an order had taken went back on the voucher. */
  'voucher.returned',
  /** Made void before it was used up. */
  'voucher.voided',
  /** Expired before it was used up. */
  'voucher.lapsed',
] as const
export type TransactionKind = (typeof TRANSACTION_KINDS)[number]
export type PaymentBooking = Extract<TransactionKind, `payment.${string}`>

export interface Entry {
  account: Account
  /** Whole rupiah, never zero: a debit is positive, a credit negative. */
  amount: Rupiah
  /** Inner id; needed where the account is kept per partner. */
  partnerId?: number
}

export function isAccount(name: string): name is Account {
  return Object.hasOwn(ACCOUNTS, name)
}
