import { createHmac, timingSafeEqual } from 'node:crypto'
import { CONTRACT_PARAMETERS } from '#shared/outbound/contract_parameters'
import { err, ok, type Result } from '#shared/result'

/** A shared secret of one partner in one environment; two may be valid at once (rotation). */
export interface SigningKey {
  kid: string
  secret: string
}

/** Name and value pairs in no particular order; a name may occur more than once. */
export type ParameterPairs = readonly (readonly [name: string, value: string])[]

/** Parameters of the contract; numbers are whole. */
export type Parameters = Readonly<Record<string, string | number>>

/** How far the clocks of store and partner may be apart, and how long a redirect is good. */
export const SKEW_SECONDS = 300

/** Headers that authorise a partner's call to the status API. */
export const REQUEST_HEADERS = {
  kid: 'etalase-key',
  timestamp: 'etalase-timestamp',
  signature: 'etalase-signature',
} as const

export type SignatureError =
  | { type: 'unsigned' }
  | { type: 'repeated_parameter'; name: string }
  | { type: 'unknown_key'; kid: string }
  | { type: 'bad_signature'; canonical: string }
  | { type: 'stale'; skewSeconds: number }

/** Percent-encodes UTF-8 so that only RFC 3986's unreserved characters stay (section 2.3). */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  )
}

/**
 * The text that is signed: all parameters but `sig`, sorted by name and then by value (bytes of
 * their UTF-8), each percent-encoded (RFC 3986), joined as `name=value&…`.
 */
export function canonicalText(pairs: ParameterPairs): string {
  return pairs
    .filter(([name]) => name !== 'sig')
    .map(([name, value]) => [name.toWellFormed(), value.toWellFormed()] as const)
    .sort((one, other) => compareBytes(one[0], other[0]) || compareBytes(one[1], other[1]))
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
    .join('&')
}

/**
 * Signs parameters with HMAC-SHA-256. The key's `kid` becomes one of them.
 *
 * @returns the parameters with `kid` and `sig` last, the text that was signed, and the signature
 *   in lower-case hex
 */
export function signParameters(
  params: Parameters | ParameterPairs,
  key: SigningKey
): { parameters: [string, string][]; canonical: string; sig: string } {
  const parameters = [
    ...pairsOf(params).filter(([name]) => name !== 'kid' && name !== 'sig'),
    ['kid', key.kid],
  ] as [string, string][]
  const canonical = canonicalText(parameters)
  const sig = hmac(key.secret, canonical)
  return { parameters: [...parameters, ['sig', sig]], canonical, sig }
}

/**
 * The partner's URL with the contract's parameters and their signature. The partner's own query
 * parameters come first, are kept and are signed too. A name of the contract is refused where the URL is
 * entered (`contractParametersIn`); one that is there all the same is dropped, or a partner would read it in place of ours.
 *
 * @param url absolute URL as the partner entered it
 */
export function buildSignedUrl(url: string, params: Parameters, key: SigningKey): string {
  const target = new URL(url)
  const ours = pairsOf(params)
  const taken = new Set<string>([...CONTRACT_PARAMETERS, ...ours.map(([name]) => name)])
  const own = [...target.searchParams].filter(([name]) => !taken.has(name))
  const { parameters } = signParameters([...own, ...ours], key)
  target.search = parameters
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
    .join('&')
  return target.href
}

/** What the redirect of a customer tells the partner. */
export interface RedirectParameters {
  env: 'production' | 'development'
  order_no: string
  trx_id: string
  content_id: string
  cust_ref: string
  status: string
}

/**
 * The partner's redirect URL for one customer, good for {@link SKEW_SECONDS} from `now`. A partner
 * must not grant access on it alone (forwarding contract, "Redirect of the customer").
 *
 * @param now epoch milliseconds
 */
export function buildRedirectUrl(
  url: string,
  params: RedirectParameters,
  key: SigningKey,
  now: number
): string {
  return buildSignedUrl(url, { v: '1', ...params, ts: unixSeconds(now) }, key)
}

/**
 * Checks a signed URL the way a partner must: one of the valid keys, the signature over all
 * parameters, and a time-stamp within the skew.
 *
 * @param url absolute URL with its query
 * @param options.now epoch milliseconds
 * @returns the parameters without `sig`; a repeated name of the contract is an error
 */
export function verifySigned(
  url: string,
  keys: readonly SigningKey[],
  options: { now: number; skewSeconds?: number }
): Result<{ params: Record<string, string>; kid: string }, SignatureError> {
  const pairs = [...new URL(url).searchParams]
  const repeated = CONTRACT_PARAMETERS.find(
    (name) => pairs.filter(([one]) => one === name).length > 1
  )
  if (repeated) return err({ type: 'repeated_parameter', name: repeated })

  const params = Object.fromEntries(pairs)
  const { kid, sig, ts, ...rest } = params
  if (!kid || !sig || !ts) return err({ type: 'unsigned' })
  const checked = checkSignature({ kid, sig, ts, text: canonicalText(pairs) }, keys, options)
  return checked.ok ? ok({ params: { ...rest, ts, kid }, kid }) : checked
}

/** The text that a call to the status API signs: method, path with query, Unix seconds, by line. */
function requestText(method: string, path: string, timestamp: string): string {
  return `${method.toUpperCase()}\n${path}\n${timestamp}`
}

/**
 * Signs a call of a partner to the status API.
 *
 * @param request.path path with its query, as it goes over the wire
 * @param now epoch milliseconds
 * @returns the three headers to send
 */
export function signRequest(
  request: { method: string; path: string },
  key: SigningKey,
  now: number
): Record<string, string> {
  const timestamp = String(unixSeconds(now))
  return {
    [REQUEST_HEADERS.kid]: key.kid,
    [REQUEST_HEADERS.timestamp]: timestamp,
    [REQUEST_HEADERS.signature]: hmac(
      key.secret,
      requestText(request.method, request.path, timestamp)
    ),
  }
}

/**
 * Checks the headers of a call to the status API.
 *
 * @param request.headers names in lower case, as Node gives them
 * @param options.now epoch milliseconds
 */
export function verifyRequest(
  request: {
    method: string
    path: string
    headers: Readonly<Record<string, string | string[] | undefined>>
  },
  keys: readonly SigningKey[],
  options: { now: number; skewSeconds?: number }
): Result<{ kid: string }, SignatureError> {
  const kid = request.headers[REQUEST_HEADERS.kid]
  const ts = request.headers[REQUEST_HEADERS.timestamp]
  const sig = request.headers[REQUEST_HEADERS.signature]
  if (typeof kid !== 'string' || typeof ts !== 'string' || typeof sig !== 'string') {
    return err({ type: 'unsigned' })
  }
  const text = requestText(request.method, request.path, ts)
  const checked = checkSignature({ kid, sig, ts, text }, keys, options)
  return checked.ok ? ok({ kid }) : checked
}

function checkSignature(
  signed: { kid: string; sig: string; ts: string; text: string },
  keys: readonly SigningKey[],
  options: { now: number; skewSeconds?: number }
): Result<undefined, SignatureError> {
  const key = keys.find((one) => one.kid === signed.kid)
  if (!key) return err({ type: 'unknown_key', kid: signed.kid })
  if (!sameHex(signed.sig, hmac(key.secret, signed.text))) {
    return err({ type: 'bad_signature', canonical: signed.text })
  }
  // Judged after the signature, so that nobody without the key learns anything from it.
  const skewSeconds = /^\d{1,12}$/.test(signed.ts)
    ? Math.abs(unixSeconds(options.now) - Number(signed.ts))
    : Number.POSITIVE_INFINITY
  if (skewSeconds > (options.skewSeconds ?? SKEW_SECONDS))
    return err({ type: 'stale', skewSeconds })
  return ok()
}

/** Epoch milliseconds to whole Unix seconds. */
export function unixSeconds(now: number): number {
  return Math.floor(now / 1000)
}

function pairsOf(params: Parameters | ParameterPairs): ParameterPairs {
  if (Array.isArray(params)) return params
  return Object.entries(params).map(([name, value]) => [name, String(value)] as const)
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text, 'utf8').digest('hex')
}

function sameHex(given: string, expected: string): boolean {
  const one = Buffer.from(given.toLowerCase(), 'utf8')
  const other = Buffer.from(expected, 'utf8')
  return one.length === other.length && timingSafeEqual(one, other)
}

function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one, 'utf8'), Buffer.from(other, 'utf8'))
}
