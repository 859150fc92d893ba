/** Every parameter name that the forwarding contract uses, in forwarding calls and redirects. */
export const CONTRACT_PARAMETERS = [
  'v',
  'env',
  'event',
  'trx_id',
  'order_no',
  'content_id',
  'partner_id',
  'cust_ref',
  'pay_type',
  'sub_id',
  'period',
  'amount',
  'currency',
  'channel',
  'status',
  'ts',
  'kid',
  'sig',
] as const

/**
 * Names in a partner's URL that the contract needs for itself: only one of two values of a name can be the signed one, so
 * such a URL is refused where it is entered.
 *
 * @param url absolute URL
 */
export function contractParametersIn(url: string): string[] {
  const names = new Set(new URL(url).searchParams.keys())
  return CONTRACT_PARAMETERS.filter((name) => names.has(name))
}
