import { hasControlCharacters } from '#shared/control_characters'
import { isAddress, isAllowedAddress } from '#shared/outbound/address'

/**
 * What a deployment allows to calls at addresses that strangers chose.
 *
 * - `httpsOnly`: plain http is refused (the production store, forwarding contract "Safety").
 * - `allowHosts`: hosts of `OUTBOUND_ALLOW` (`host` or `host:port`, lower case): plain http, any port
 *   and loopback (`localhost`, `*.localhost`, 127.0.0.0/8, ::1) are fine there, and nothing else inside.
 */
export interface OutboundPolicy {
  httpsOnly: boolean
  allowHosts: readonly string[]
}

/** Why an address was refused before anything was sent. */
export const URL_REFUSALS = [
  'malformed',
  'too_long',
  'scheme',
  'https_required',
  'credentials',
  'fragment',
  'port',
  'internal_name',
  'forbidden_address',
] as const
export type UrlRefusal = (typeof URL_REFUSALS)[number]

export type UrlCheck =
  { allowed: true; reason: null; url: URL } | { allowed: false; reason: UrlRefusal; url: null }

const MAX_URL_LENGTH = 2048

/** Names that only mean something inside a network (RFC 6762, RFC 8375, ICANN's private-use name). */
const INTERNAL_SUFFIXES = [
  'local',
  'localdomain',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
  'in-addr.arpa',
  'ip6.arpa',
  'onion',
  'kubernetes.default.svc',
]

/** Services above port 1023 that speak no HTTP and are best not poked (WHATWG Fetch "bad ports" and databases). */
const REFUSED_PORTS = new Set([
  1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432,
  5984, 5985, 5986, 6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9042, 9200,
  9300, 10080, 10250, 11211, 27017,
])

/** The host of a URL as it is compared and resolved: lower case, no brackets, no trailing dot. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

/** Whether a name is resolved by us, to 127.0.0.1, and never by DNS (RFC 6761, section 6.3). */
export function isLocalhostName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost')
}

/** Whether the operator of this machine named the host in `OUTBOUND_ALLOW`. */
export function isAllowedHost(url: URL, policy: OutboundPolicy): boolean {
  const host = hostOf(url)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const name = host.includes(':') ? `[${host}]` : host
  return policy.allowHosts.some((entry) => entry === name || entry === `${name}:${port}`)
}

/**
 * Judges an address that a stranger typed, without asking DNS: spelling, scheme, credentials,
 * port, names of internal networks, and every spelling of a private IP address (the URL parser
 * turns decimal, octal, hexadecimal, full-width and percent-encoded ones into one).
 *
 * Used when such an address is entered and again, by the client, before each call.
 */
export function checkUrl(input: string | URL, policy: OutboundPolicy): UrlCheck {
  const text = String(input)
  if (text.length > MAX_URL_LENGTH) return refuse('too_long')
  // The parser silently drops or converts these, so what people read is not what is called.
  if (hasControlCharacters(text) || /[ \\]/.test(text)) return refuse('malformed')
  if (!URL.canParse(text)) return refuse('malformed')
  const url = new URL(text)

  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('scheme')
  if (!/^https?:\/\/[^/]/i.test(text)) return refuse('malformed')
  if (url.username || url.password || /^https?:\/\/[^/?#]*@/i.test(text))
    return refuse('credentials')
  if (text.includes('#')) return refuse('fragment')

  const host = hostOf(url)
  const refusal = refusalOfHost(host, isAllowedHost(url, policy))
  if (refusal) return refuse(refusal)

  if (!isAllowedHost(url, policy)) {
    if (url.protocol === 'http:' && policy.httpsOnly) return refuse('https_required')
    if (!isAllowedPort(url.port)) return refuse('port')
  }
  return { allowed: true, reason: null, url }
}

function refusalOfHost(host: string, allowLoopback: boolean): UrlRefusal | null {
  if (host === '' || host.startsWith('.') || host.endsWith('.')) return 'malformed'
  if (isLocalhostName(host)) return allowLoopback ? null : 'forbidden_address'
  if (isAddress(host)) return isAllowedAddress(host, { allowLoopback }) ? null : 'forbidden_address'
  if (!/^[a-z0-9._-]+$/.test(host) || host.includes('..')) return 'malformed'
  const isInternal = INTERNAL_SUFFIXES.some((name) => host === name || host.endsWith(`.${name}`))
  return isInternal || !host.includes('.') ? 'internal_name' : null
}

function isAllowedPort(port: string): boolean {
  if (port === '' || port === '80' || port === '443') return true
  const number = Number(port)
  return number >= 1024 && !REFUSED_PORTS.has(number)
}

function refuse(reason: UrlRefusal): UrlCheck {
  return { allowed: false, reason, url: null }
}

/**
 * Reads `OUTBOUND_ALLOW`: hosts or `host:port`, separated by commas or blanks.
 *
 * @throws when an entry is no host, and when anything is set in a production deployment: nothing
 *   there may be called without TLS (forwarding contract "Safety")
 */
export function parseOutboundAllow(value: string | undefined, nodeEnv: string): string[] {
  const entries = (value ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
  if (entries.length > 0 && nodeEnv === 'production') {
    throw new Error('OUTBOUND_ALLOW cannot be set under NODE_ENV=production')
  }
  for (const entry of entries) {
    if (!/^(\[[0-9a-f:]+\]|[a-z0-9._-]+)(:\d{1,5})?$/.test(entry)) {
      throw new Error(`OUTBOUND_ALLOW: "${entry}" is not a host or host:port`)
    }
  }
  return entries
}
