import type { PaymentMethodKey, VoucherForm } from '#payments/contract'

/** What a plug-in says of one of its methods: its own language files are read below `payments.methods`. */
function wordsOf(method: PaymentMethodKey, name: string): string {
  return `payments.methods.${method}.${name}`
}

/** The method's name; of one whose plug-in was taken out, its key in plain letters. */
export function methodLabel(method: PaymentMethodKey): string {
  return wordsOf(method, 'label')
}

/** What the method means for the customer, in one line. */
export function methodHint(method: PaymentMethodKey): string {
  return wordsOf(method, 'hint')
}

/** How a charge that waits for the customer is paid, and the names of the numbers that it takes. */
export function payLabel(method: PaymentMethodKey, name: string): string {
  return wordsOf(method, `pay.${name}`)
}

/** Why nothing was charged, and what to do; the reasons that every method may have. */
export const DECLINE_LABELS: Record<string, string> = {
  insufficient_balance: 'payments.declined.insufficient_balance',
  limit_exceeded: 'payments.declined.limit_exceeded',
  number_unknown: 'payments.declined.number_unknown',
  number_blocked: 'payments.declined.number_blocked',
  voucher_unknown: 'payments.declined.voucher_unknown',
  voucher_used: 'payments.declined.voucher_used',
  voucher_expired: 'payments.declined.voucher_expired',
  voucher_insufficient: 'payments.declined.voucher_insufficient',
  voucher_void: 'payments.declined.voucher_void',
  expired: 'payments.declined.expired',
  cancelled: 'payments.declined.cancelled',
  refused: 'payments.declined.refused',
}

export function declineLabel(reason: string | null): string {
  if (Object.hasOwn(DECLINE_LABELS, reason ?? '')) return DECLINE_LABELS[reason!]
  const [method, own] = (reason ?? '').split(':')
  return own ? wordsOf(method, `declined.${own}`) : DECLINE_LABELS.refused
}

/** What the field of a voucher's code says, of the methods on offer; null where none takes any. */
export function voucherField(
  methods: readonly {
    method: PaymentMethodKey
    voucher: Pick<VoucherForm, 'kind' | 'example' | 'inputMode'> | null
  }[]
) {
  const taker = methods.find(({ voucher }) => voucher !== null)
  if (!taker?.voucher) return null
  const { kind, example, inputMode } = taker.voucher
  return { hint: wordsOf(taker.method, `voucher.${kind}`), example, inputmode: inputMode }
}

const OWN_WORDS = /^payments\.methods\.(\w+)\.(\w+)/

/**
 * What stands for a text of a plug-in that is not there: orders outlive the plug-in that they were paid with.
 *
 * @returns null where the text is none of a plug-in
 */
export function missingWords(identifier: string, t: (key: string) => string): string | null {
  const [, method, name] = OWN_WORDS.exec(identifier) ?? []
  if (!method) return null
  if (name === 'declined') return t(DECLINE_LABELS.refused)
  return name === 'label'
    ? method.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase())
    : ''
}
