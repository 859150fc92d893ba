import env from '#start/env'
import { PAYMENT_METHOD_KEYS, type MethodBinding } from '#payments/contract'
import { defineMethods } from '#payments/registry'

/** `kid:secret`, or a secret alone, whose key is then called `fallback`. */
function keyOf(value: string | undefined, fallback: string): MethodBinding['key'] {
  if (!value) return undefined
  const [, kid = fallback, secret = value] = /^([a-z0-9_-]{1,20}):(.+)$/.exec(value) ?? []
  return { kid, secret }
}

function bindAll(base: string, key: MethodBinding['key'], isSandbox: boolean) {
  return Object.fromEntries(
    PAYMENT_METHOD_KEYS.map((method): [string, MethodBinding] => [
      method,
      { isSandbox, baseUrl: `${base.replace(/\/+$/, '')}/gateways/${method}`, key },
    ])
  )
}

const sandbox = bindAll(
  env.get('SANDBOX_GATEWAY_URL', 'http://127.0.0.1:3390'),
  keyOf(env.get('SANDBOX_GATEWAY_KEY'), 'sandbox'),
  true
)

/** The store keeps the vouchers of the production store itself. */
function gateways(url: string) {
  return {
    ...bindAll(url, keyOf(env.get('PAYMENT_GATEWAY_KEY'), 'etalase'), false),
    telkom_voucher: { isSandbox: false },
  }
}

const realGateway = env.get('PAYMENT_GATEWAY_URL')

/**
 * How each method is bound in each store. Taking a plug-in out: its folder, its tests, its entry
 * here (the methods are those of the contract) and its line in the provider.
 */
export default defineMethods({
  production: realGateway ? gateways(realGateway) : sandbox,
  development: sandbox,
})
