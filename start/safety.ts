/*
 * What each area adds to the reasons why a production must not start.
 */
import payments from '#config/payments'
import { addSafetyCheck } from '#core/safety'
import { unsafeBindings, type UnsafeBinding } from '#payments/registry'

const REASONS: Record<UnsafeBinding['reason'], string> = {
  sandbox: 'is bound to the sandbox: set PAYMENT_GATEWAY_URL and PAYMENT_GATEWAY_KEY',
  shared_with_sandbox: 'is bound to the address of the sandbox under another name',
  plain_http: 'is bound to a gateway without https',
  no_secret: 'has no key: set PAYMENT_GATEWAY_KEY',
  real_money: 'is bound to a gateway that moves real money',
}

addSafetyCheck(() => {
  const found = unsafeBindings(payments)
  if (found.length === 0) return null
  return found
    .map(({ store, key, reason }) => `${key} of the ${store} store ${REASONS[reason]}`)
    .join('\n- ')
})
