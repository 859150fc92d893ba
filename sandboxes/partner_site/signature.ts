import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * The partner's side of the signature, written from the integration document alone: this is what
 * a partner would put into its own portal, and nothing of the store is used.
 */
export interface PartnerKey {
  kid: string
  secret: string
  environment: 'production' | 'development'
}

export type SignedQuery =
  { valid: true; params: Map<string, string> } | { valid: false; problem: string }

const MAX_SKEW_SECONDS = 300

/**
 * Checks a query string that the store signed.
 *
 * @param query everything after the question mark, as it came
 * @param nowSeconds Unix seconds
 */
export function checkSignedQuery(
  query: string,
  keys: PartnerKey[],
  nowSeconds: number
): SignedQuery {
  const pairs = [...new URLSearchParams(query)]
  const params = new Map(pairs)
  if (params.size !== pairs.length && hasRepeatedCore(pairs)) return problem('parameter berulang')

  const sig = params.get('sig') ?? ''
  const key = keys.find((one) => one.kid === params.get('kid'))
  if (!key) return problem('kunci (kid) tidak dikenal')

  const text = pairs
    .filter(([name]) => name !== 'sig')
    .sort(([name1, value1], [name2, value2]) => order(name1, name2) || order(value1, value2))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&')
  const expected = createHmac('sha256', key.secret).update(text).digest()
  const given = Buffer.from(sig, 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return problem('tanda tangan (sig) tidak cocok')
  }
  if (params.get('env') !== key.environment) return problem('kunci milik lingkungan lain')
  const skew = Math.abs(nowSeconds - Number(params.get('ts')))
  if (!(skew <= MAX_SKEW_SECONDS)) return problem('waktu (ts) lebih dari 300 detik')
  return { valid: true, params }
}

function hasRepeatedCore(pairs: [string, string][]): boolean {
  const core = ['v', 'env', 'event', 'trx_id', 'content_id', 'cust_ref', 'ts', 'kid', 'sig']
  return core.some((name) => pairs.filter(([one]) => one === name).length > 1)
}

function order(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => '%' + character.charCodeAt(0).toString(16).toUpperCase()
  )
}

function problem(text: string): SignedQuery {
  return { valid: false, problem: text }
}
