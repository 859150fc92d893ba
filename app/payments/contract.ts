import type { Result } from '#shared/result'
import type { Rupiah } from '#shared/money'

/** The store in which a payment happens; its money never touches the other's. */
export type PaymentStore = 'production' | 'development'

/**
 * Names a payment method in configuration, addresses and records: small letters, digits and underscores, at most 30. Which there are is
 * said by `config/payments.ts` alone, and what they are called by the plug-in's own language files.
 */
export type PaymentMethodKey = string

/** Why a charge was declined for good. The interface translates each. */
export const DECLINE_REASONS = [
  'insufficient_balance',
  'limit_exceeded',
  'number_unknown',
  'number_blocked',
  'voucher_unknown',
  'voucher_used',
  'voucher_expired',
  'voucher_insufficient',
  'voucher_void',
  'expired',
  'cancelled',
  'refused',
] as const
/** A plug-in may have reasons of its own, `<key>:<reason>`, in words of its own language files. */
export type DeclineReason = (typeof DECLINE_REASONS)[number] | `${string}:${string}`

/** Why a number could not be verified. The interface translates each. */
export const VERIFICATION_FAILURES = [
  'number_unknown',
  'code_wrong',
  'code_expired',
  'too_many_attempts',
  'unavailable',
] as const
export type VerificationFailure = (typeof VERIFICATION_FAILURES)[number]

/**
 * What a charge came to. `ref` is the gateway's reference.
 *
 * - `billed`: put on the customer's bill; collected when the bill is paid.
 * - `collected`: the money is there.
 * - `pending`: waits for the customer; a callback or an inquiry tells the end.
 * - `declined`: nothing was charged and nothing will be under this key.
 * - `unknown`: the answer was lost, the charge may exist. Never charge anew under another key:
 *   ask `inquire`, or `cancel` to make sure that it never will be.
 */
export type ChargeOutcome =
  | { type: 'billed'; ref: string }
  | { type: 'collected'; ref: string }
  | { type: 'pending'; ref: string; instructions?: string; pay?: PayDetails }
  | { type: 'declined'; reason: DeclineReason }
  | { type: 'unknown'; detail: string }

/** With what a customer pays a charge that is pending: the order's page shows it until it is paid. */
export interface PayDetails {
  /** The text that says how, in the plug-in's own language files: `pay.<how>`. */
  how: string
  /** What the QR code says that is scanned. */
  qr?: string
  /** What is typed at the bank, such as a virtual account; `label` names its word, `pay.<label>`. */
  numbers?: { label: string; value: string }[]
  /** Epoch milliseconds; what is paid later is not taken. */
  until?: number
}

/** `reversed`: charged once, then given back (refund or reversal). */
export type InquiryOutcome =
  ChargeOutcome | { type: 'not_found' } | { type: 'reversed'; ref: string }

/** `settled`: too late to cancel, the charge stands; the outcome says how. */
export type CancelOutcome =
  | { type: 'cancelled' }
  | { type: 'settled'; outcome: ChargeOutcome | { type: 'reversed'; ref: string } }
  | { type: 'unknown'; detail: string }

export type RefundOutcome =
  | { type: 'refunded'; ref: string }
  | { type: 'declined'; reason: 'not_charged' | 'already_reversed' | 'refused' }
  | { type: 'unknown'; detail: string }

export interface ChargeRequest {
  /** Stable per order: however often it is sent, there is one charge. */
  idemKey: string
  orderNo: string
  amount: Rupiah
  /** Verified number of the customer, digits only; given where the method `needsNumber`. */
  number?: string
  /** Given where the method `needsVoucher`, as its {@link VoucherForm} has normalised it. */
  voucherCode?: string
  description: string
  /** Epoch milliseconds. */
  at: number
  /** Until when a charge that waits for the customer may be paid, epoch milliseconds. */
  payBefore?: number
}

export interface RefundRequest {
  /** Stable per refund. */
  idemKey: string
  /** The key of the charge that is given back, whole. */
  chargeIdemKey: string
  amount: Rupiah
  reason: string
  at: number
}

/** What a gateway reports on its own account. Delivered at least once and in any order. */
export interface CallbackEvent {
  /** Unique per event: a second delivery carries the same. */
  id: string
  /** `waiting`: nothing has come of it yet, and there is nothing to apply. */
  type: 'billed' | 'collected' | 'reversed' | 'declined' | 'waiting'
  /** The `idemKey` of the charge. */
  idemKey: string
  ref: string
  amount: Rupiah
  /** Counts up within one charge: an event with a lower one than the last applied is old news. */
  sequence: number
  /** Epoch milliseconds. */
  occurredAt: number
}

export type CallbackError =
  { type: 'bad_signature' } | { type: 'stale' } | { type: 'malformed'; detail: string }

/** Lower-case names, as Node gives them. */
export type CallbackHeaders = Readonly<Record<string, string | string[] | undefined>>

/**
 * One way to pay in one store (R4.5). Methods never throw for what the other side does; they throw
 * for what only a mistake of ours can bring about (the same key for another charge, a charge
 * without its number).
 */
export interface PaymentMethod {
  readonly key: PaymentMethodKey
  readonly kind: 'postpaid' | 'prepaid' | 'immediate'
  /** Only for customers with a registered and verified number. */
  readonly needsNumber: boolean
  readonly needsVoucher: boolean
  /** The customer pays each charge by hand: it renews no subscription, and is offered for none. */
  readonly paidByHand?: boolean
  /** `later`: a success is `billed` and becomes `collected` when the bill is paid. */
  readonly collects: 'later' | 'at_once'
  /** No real money moves. A production store must never be bound to one. */
  readonly isSandbox: boolean

  charge(request: ChargeRequest): Promise<ChargeOutcome>
  inquire(idemKey: string): Promise<InquiryOutcome>
  /** Ends a charge that is pending, unknown or never arrived: after `cancelled` it can never happen. */
  cancel(idemKey: string, at: number): Promise<CancelOutcome>
  refund(request: RefundRequest): Promise<RefundOutcome>
  /** Judges a callback by signature and age; the body is taken as it came, before any parsing. */
  verifyCallback(headers: CallbackHeaders, rawBody: string): Result<CallbackEvent, CallbackError>
  /** Present where the method `needsNumber`. */
  readonly numbers?: NumberVerification
  /** Present where the method `needsVoucher`. */
  readonly vouchers?: VoucherForm
}

/** What a method's voucher codes look like: a code of another form is told at the field, before there is an order. */
export interface VoucherForm {
  /** The hint beside the field, in the plug-in's own language files: `voucher.<kind>`; takes `example`. */
  readonly kind: string
  /** Which keys a telephone shows. */
  readonly inputMode?: 'numeric'
  /** A well-formed code as people see it, for the hint and for the message about a wrong one. */
  readonly example: string
  /** The code as the method knows it, however its blanks, dashes and letters were typed; null when it can be none. */
  normalise(input: string): string | null
}

/** Proves once that a customer holds a number: the operator sends a code by SMS. */
export interface NumberVerification {
  /** The number as the gateway knows it, digits only, or null when it can be none of this method. */
  normalise(input: string): string | null
  requestNumberVerification(
    number: string
  ): Promise<Result<undefined, { type: VerificationFailure }>>
  confirmNumber(
    number: string,
    code: string
  ): Promise<Result<undefined, { type: VerificationFailure }>>
  /**
   * A sandbox has no telephone: the code that it would have sent, null when there is none. Only a binding that
   * is a sandbox has it, and only the development store may show it.
   */
  trialCode?(number: string): Promise<string | null>
}

/** What the voucher method asks of whoever keeps the vouchers of its store. */
export interface VoucherBook {
  /** Takes the voucher for this key; the same key again gives the first answer. */
  redeem(request: {
    idemKey: string
    code: string
    amount: Rupiah
    orderNo: string
    at: number
  }): Promise<VoucherOutcome>
  find(
    idemKey: string
  ): Promise<VoucherOutcome | { type: 'not_found' } | { type: 'returned'; ref: string }>
  /** Gives the voucher's value back. A key without redemption is closed for good: `nothing_redeemed`. */
  giveBack(request: {
    idemKey: string
    at: number
  }): Promise<
    | { type: 'returned'; ref: string }
    | { type: 'nothing_redeemed' }
    | { type: 'unknown'; detail: string }
  >
}

export type VoucherOutcome =
  | { type: 'redeemed'; ref: string }
  | {
      type: 'refused'
      reason: Extract<DeclineReason, `voucher_${string}` | 'cancelled' | 'refused'>
    }
  | { type: 'unknown'; detail: string }

/** How one method is bound in one store. */
export interface MethodBinding {
  isSandbox: boolean
  /** Base URL of the method's gateway, `https://billing.example/gateways/speedy`; absent for vouchers kept by the store itself. */
  baseUrl?: string
  /** Where the gateway is to tell what happens, where the method says so with each charge. */
  callbackUrl?: string
  /** Shared key with the gateway, for requests and callbacks. */
  key?: { kid: string; secret: string }
  timeoutMs?: number
}

/** What the application lends to plug-ins. */
export interface PaymentDependencies {
  /** Epoch milliseconds. */
  now(): number
  /** The voucher book that the store keeps itself. */
  voucherBook(store: PaymentStore): VoucherBook
}

/** The default export of a plug-in's module, `plugins/payments/<key>/index.ts`. */
export interface PaymentPlugin {
  readonly key: PaymentMethodKey
  create(
    binding: MethodBinding,
    store: PaymentStore,
    dependencies: PaymentDependencies
  ): PaymentMethod
}
