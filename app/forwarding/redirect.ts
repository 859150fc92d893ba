import { buildRedirectUrl, type SigningKey } from '#forwarding/signature'
import { clock } from '#shared/clock'

/** What a redirect of the customer needs to know of the order. */
export interface RedirectedOrder {
  environment: 'production' | 'development'
  number: string
  /** Of the purchase's delivery. */
  trxId: string
  contentPublicId: string
  custRef: string
  /** `active` while the customer may use the content. */
  status: 'active' | 'ended'
}

/** A version's redirect URLs. */
export interface RedirectTargets {
  redirectUrlProduction: string | null
  redirectUrlDevelopment: string | null
}

/** The redirect URL of the order's store, freshly signed: good for five minutes (R4.6). Null where the version has none. */
export function signedRedirectUrl(
  order: RedirectedOrder,
  version: RedirectTargets,
  key: SigningKey
): string | null {
  const url = redirectTarget(order.environment, version)
  if (!url) return null
  const params = {
    env: order.environment,
    order_no: order.number,
    trx_id: order.trxId,
    content_id: order.contentPublicId,
    cust_ref: order.custRef,
    status: order.status,
  }
  return buildRedirectUrl(url, params, key, clock.now().toMillis())
}

/** Where the customer of a store is sent, unsigned: the page names its host. */
export function redirectTarget(
  environment: 'production' | 'development',
  version: RedirectTargets
): string | null {
  return environment === 'production'
    ? version.redirectUrlProduction
    : version.redirectUrlDevelopment
}
