import type { PaymentMethod, PaymentMethodKey, PaymentStore } from '#payments/contract'
import type { PaymentRegistry } from '#payments/registry'

let bound: PaymentRegistry | undefined

/** The payment methods of both stores. */
export function payments(): PaymentRegistry {
  if (!bound) throw new Error('payment methods are bound by the payments provider')
  return bound
}

/**
 * One method as a store offers it.
 *
 * @throws when the store does not offer it: ask `payments().has(…)` about what a customer sent
 */
export function paymentMethod(key: PaymentMethodKey, store: PaymentStore): Promise<PaymentMethod> {
  return payments().use(store, key)
}

/** Called by the payments provider only. */
export function bindPayments(registry: PaymentRegistry): void {
  bound = registry
}
