import type { VoucherForm } from '#payments/contract'

const SEPARATORS = /[\s.\u00ad\u2010-\u2015\u2212_-]+/g

/**
 * The codes of the payment sandbox: `UJI-<value>-<anything>` pays up to its value, once; `TERPAKAI-…` and
 * `KEDALUWARSA-…` are refused as what they say.
 */
export const trialCodes: VoucherForm = {
  kind: 'trial',
  example: 'UJI-50000-ABCD',
  normalise(input) {
    const code = input.trim().toUpperCase().replace(SEPARATORS, '-')
    return /^(UJI-\d{1,9}|TERPAKAI|KEDALUWARSA)-[A-Z0-9]{1,12}$/.test(code) ? code : null
  },
}
