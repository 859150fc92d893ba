import type { VoucherForm } from '#payments/contract'

/** Between the groups of a code people type blanks, dots and any dash that their keyboard makes. */
const SEPARATORS = /[\s.\u00ad\u2010-\u2015\u2212-]/g

/** 16 digits, as they are printed on a voucher in groups of four. */
export const sixteenDigits: VoucherForm = {
  kind: 'sixteen_digits',
  inputMode: 'numeric',
  example: '1234 5678 9012 3456',
  normalise(input) {
    const digits = input.replace(SEPARATORS, '')
    return /^\d{16}$/.test(digits) ? digits : null
  },
}
