import env from '#start/env'
import type { MethodBinding } from '#payments/contract'
import { defineMethods, type MethodEntry } from '#payments/registry'

/** `kid:secret`, or a secret alone, whose key is then called `fallback`. */
function keyOf(value: string | undefined, fallback: string): MethodBinding['key'] {
  if (!value) return undefined
  const [, kid = fallback, secret = value] = /^([a-z0-9_-]{1,20}):(.+)$/.exec(value) ?? []
  return { kid, secret }
}

const bind = (base: string, key: MethodBinding['key'], isSandbox: boolean) => (method: string) => ({
  isSandbox,
  baseUrl: `${base.replace(/\/+$/, '')}/gateways/${method}`,
  key,
})

const sandbox = bind(
  env.get('SANDBOX_GATEWAY_URL', 'http://127.0.0.1:3390'),
  keyOf(env.get('SANDBOX_GATEWAY_KEY'), 'sandbox'),
  true
)

const realGateway = env.get('PAYMENT_GATEWAY_URL')
const real = realGateway
  ? bind(realGateway, keyOf(env.get('PAYMENT_GATEWAY_KEY'), 'etalase'), false)
  : null

/** A method of the operator's billing gateways: the real one in production where it is known. */
function telco(key: string, plugin: MethodEntry['plugin']): MethodEntry {
  return { plugin, production: (real ?? sandbox)(key), development: sandbox(key) }
}

/**
 * Midtrans (QRIS, virtual accounts), a store at a time: where its server key is known. Those that begin with `SB-` are of their sandbox.
 */
function midtrans(key: string, plugin: MethodEntry['plugin']): MethodEntry {
  return {
    plugin,
    production: midtransBinding(key, 'MIDTRANS', 'https://api.midtrans.com', 'STORE_HOST'),
    development: midtransBinding(
      key,
      'MIDTRANS_SANDBOX',
      'https://api.sandbox.midtrans.com',
      'DEVSTORE_HOST'
    ),
  }
}

function midtransBinding(
  key: string,
  name: 'MIDTRANS' | 'MIDTRANS_SANDBOX',
  baseUrl: string,
  host: 'STORE_HOST' | 'DEVSTORE_HOST'
): MethodBinding | undefined {
  const secret = env.get(`${name}_SERVER_KEY`)
  if (!secret) return undefined
  const own = env.get(host)
  return {
    isSandbox: secret.startsWith('SB-'),
    baseUrl: env.get(`${name}_URL`, baseUrl),
    key: { kid: 'midtrans', secret },
    // A store on a development machine is out of their reach: what becomes of a payment is asked.
    callbackUrl: own && `https://${own}/callbacks/payments/${key}`,
  }
}

/**
 * The payment methods in the order of the product page, each with its code and how it is bound in each store. A plug-in is added by an
 * entry here and taken out with it (docs/plugins.md).
 */
export default defineMethods({
  speedy: telco('speedy', () => import('#plugins/payments/speedy/index')),
  flexi_postpaid: telco('flexi_postpaid', () => import('#plugins/payments/flexi_postpaid/index')),
  flexi_prepaid: telco('flexi_prepaid', () => import('#plugins/payments/flexi_prepaid/index')),
  delima: telco('delima', () => import('#plugins/payments/delima/index')),
  instant_payment: telco(
    'instant_payment',
    () => import('#plugins/payments/instant_payment/index')
  ),
  telkom_voucher: {
    plugin: () => import('#plugins/payments/telkom_voucher/index'),
    // The store keeps the vouchers of the production store itself.
    production: real ? { isSandbox: false } : sandbox('telkom_voucher'),
    development: sandbox('telkom_voucher'),
  },
  midtrans_qris: midtrans('midtrans_qris', () => import('#plugins/payments/midtrans/qris')),
  midtrans_bca: midtrans('midtrans_bca', () => import('#plugins/payments/midtrans/bca')),
  midtrans_bni: midtrans('midtrans_bni', () => import('#plugins/payments/midtrans/bni')),
  midtrans_bri: midtrans('midtrans_bri', () => import('#plugins/payments/midtrans/bri')),
  midtrans_permata: midtrans(
    'midtrans_permata',
    () => import('#plugins/payments/midtrans/permata')
  ),
})
