import { createGatewayMethod } from '#payments/gateway_client'
import type { PaymentPlugin } from '#payments/contract'

/** Speedy postpaid: goes on the bill of an Internet line, collected when that is paid (R4.5). */
const plugin: PaymentPlugin = {
  key: 'speedy',
  create: (binding, _store, dependencies) =>
    createGatewayMethod(
      { key: 'speedy', kind: 'postpaid', collects: 'later', normaliseNumber },
      binding,
      dependencies
    ),
}

export default plugin

/** A Speedy number has 12 digits and begins with 1; people write it in groups. */
export function normaliseNumber(input: string): string | null {
  const digits = input.replace(/[\s.-]/g, '')
  return /^1\d{11}$/.test(digits) ? digits : null
}
