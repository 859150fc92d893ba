import { createGatewayMethod } from '#payments/gateway_client'
import type { PaymentPlugin } from '#payments/contract'

/** Instant Payment Service: debited at once (R4.5). */
const plugin: PaymentPlugin = {
  key: 'instant_payment',
  create: (binding, _store, dependencies) =>
    createGatewayMethod(
      { key: 'instant_payment', kind: 'immediate', collects: 'at_once' },
      binding,
      dependencies
    ),
}

export default plugin
