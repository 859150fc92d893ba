import type { DeclineReason, PaymentMethodKey, VoucherForm, VoucherKind } from '#payments/contract'

/** Names of the methods, in the words of the guide. */
export const METHOD_LABELS: Record<PaymentMethodKey, string> = {
  speedy: 'payments.method.speedy',
  flexi_postpaid: 'payments.method.flexi_postpaid',
  flexi_prepaid: 'payments.method.flexi_prepaid',
  delima: 'payments.method.delima',
  instant_payment: 'payments.method.instant_payment',
  telkom_voucher: 'payments.method.telkom_voucher',
}

/** What each method means for the customer, in one line. */
export const METHOD_HINTS: Record<PaymentMethodKey, string> = {
  speedy: 'payments.hint.billed',
  flexi_postpaid: 'payments.hint.billed',
  flexi_prepaid: 'payments.hint.balance',
  delima: 'payments.hint.delima',
  instant_payment: 'payments.hint.instant_payment',
  telkom_voucher: 'payments.hint.telkom_voucher',
}

/** What a voucher's code looks like, beside its field; takes `example`. */
export const VOUCHER_HINTS: Record<VoucherKind, string> = {
  sixteen_digits: 'payments.voucher.sixteen_digits',
  trial: 'payments.voucher.trial',
}

/** Why nothing was charged, and what to do. */
export const DECLINE_LABELS: Record<DeclineReason, string> = {
  insufficient_balance: 'payments.declined.insufficient_balance',
  limit_exceeded: 'payments.declined.limit_exceeded',
  number_unknown: 'payments.declined.number_unknown',
  number_blocked: 'payments.declined.number_blocked',
  voucher_unknown: 'payments.declined.voucher_unknown',
  voucher_used: 'payments.declined.voucher_used',
  voucher_expired: 'payments.declined.voucher_expired',
  voucher_insufficient: 'payments.declined.voucher_insufficient',
  expired: 'payments.declined.expired',
  cancelled: 'payments.declined.cancelled',
  refused: 'payments.declined.refused',
}

/** What the field of a voucher's code says, of the methods on offer; null where none takes any. */
export function voucherField(
  methods: readonly { voucher: Pick<VoucherForm, 'kind' | 'example'> | null }[]
) {
  const voucher = methods.find((method) => method.voucher)?.voucher
  return voucher
    ? {
        hint: VOUCHER_HINTS[voucher.kind],
        example: voucher.example,
        inputmode: voucher.kind === 'sixteen_digits' ? 'numeric' : undefined,
      }
    : null
}

export function declineLabel(reason: string | null): string {
  return Object.hasOwn(DECLINE_LABELS, reason ?? '')
    ? DECLINE_LABELS[reason as DeclineReason]
    : DECLINE_LABELS.refused
}
