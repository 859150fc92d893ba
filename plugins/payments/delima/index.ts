import { createGatewayMethod } from '#payments/gateway_client'
import type { PaymentPlugin } from '#payments/contract'

/** Delima, the operator's money transfer: the money is there when the charge succeeds (R4.5). */
const plugin: PaymentPlugin = {
  key: 'delima',
  create: (binding, _store, dependencies) =>
    createGatewayMethod(
      { key: 'delima', kind: 'immediate', collects: 'at_once' },
      binding,
      dependencies
    ),
}

export default plugin
