import { createGatewayMethod } from '#payments/gateway_client'
import type { PaymentPlugin } from '#payments/contract'

/** Flexi prepaid: taken from the balance at once (R4.5). */
const plugin: PaymentPlugin = {
  key: 'flexi_prepaid',
  create: (binding, _store, dependencies) =>
    createGatewayMethod(
      { key: 'flexi_prepaid', kind: 'prepaid', collects: 'at_once', normaliseNumber },
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
