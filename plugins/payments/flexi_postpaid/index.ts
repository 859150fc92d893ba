import { createGatewayMethod } from '#payments/gateway_client'
import type { PaymentPlugin } from '#payments/contract'

/** Flexi postpaid: goes on the bill of the telephone, collected when that is paid (R4.5). */
const plugin: PaymentPlugin = {
  key: 'flexi_postpaid',
  create: (binding, _store, dependencies) =>
    createGatewayMethod(
      { key: 'flexi_postpaid', kind: 'postpaid', collects: 'later', normaliseNumber },
      binding,
      dependencies
    ),
}

export default plugin

/** A Flexi number is an area code and 7 or 8 digits, `02170060622`; +62 and groups are accepted. */
export function normaliseNumber(input: string): string | null {
  const digits = input.replace(/[\s().-]/g, '').replace(/^\+62/, '0')
  return /^0[2-9]\d{8,10}$/.test(digits) ? digits : null
}
