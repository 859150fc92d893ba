import dns from 'node:dns/promises'
import { isAddress, isAllowedAddress } from '#shared/outbound/address'
import { hostOf, isAllowedHost, isLocalhostName, type OutboundPolicy } from '#shared/outbound/url'

/** Resolves a name to all its IP addresses; rejects when there are none. */
export type ResolveHost = (host: string, signal: AbortSignal) => Promise<string[]>

export type Resolved =
  | { type: 'addresses'; addresses: string[] }
  | { type: 'refused'; reason: 'forbidden_address' | 'unresolvable'; detail: string }

/**
 * The addresses that a call to this URL may be connected to: its name is asked for once, and one address that leads inside spoils all.
 *
 * @param resolve stands in for DNS; `localhost` names never reach it
 * @throws when `signal` aborts, with its reason
 */
export async function resolveTarget(
  url: URL,
  {
    policy,
    resolve,
    signal,
  }: { policy: OutboundPolicy; resolve?: ResolveHost | undefined; signal: AbortSignal }
): Promise<Resolved> {
  const host = hostOf(url)
  const addresses = await addressesOf(
    url,
    resolve ?? (isAllowedHost(url, policy) ? resolveBySystem : resolveByDns),
    signal
  )
  if (!Array.isArray(addresses))
    return { type: 'refused', reason: 'unresolvable', detail: addresses.detail }
  const rule = { allowLoopback: isAllowedHost(url, policy) }
  const refused = addresses.find((address) => !isAllowedAddress(address, rule))
  return refused === undefined
    ? { type: 'addresses', addresses }
    : { type: 'refused', reason: 'forbidden_address', detail: `${host} is at ${refused}` }
}

async function addressesOf(
  url: URL,
  resolve: ResolveHost,
  signal: AbortSignal
): Promise<string[] | { detail: string }> {
  const host = hostOf(url)
  if (isAddress(host)) return [host]
  // Node cannot resolve these on every system, and DNS has no say in them.
  if (isLocalhostName(host)) return ['127.0.0.1']
  try {
    const addresses = await resolve(host, signal)
    return addresses.length > 0 ? addresses : { detail: `${host} has no address` }
  } catch (error) {
    signal.throwIfAborted()
    return { detail: `${host}: ${codeOf(error) ?? String(error)}` }
  }
}

/**
 * Asks DNS directly: `getaddrinfo` runs on the few threads that files and password hashes need
 * too, and strangers' slow name servers would occupy them.
 */
async function resolveByDns(host: string, signal: AbortSignal): Promise<string[]> {
  const resolver = new dns.Resolver({ timeout: 1_000, tries: 2 })
  signal.addEventListener('abort', () => resolver.cancel(), { once: true })
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  const addresses = answers.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
  if (addresses.length > 0) return addresses
  throw answers.find((one) => one.status === 'rejected')?.reason ?? new Error('no address')
}

/** Hosts that the operator named may live in the machine's own hosts file. */
async function resolveBySystem(host: string): Promise<string[]> {
  const records = await dns.lookup(host, { all: true, verbatim: true })
  return records.map((record) => record.address)
}

/** The code of a system's error, of the first one where several attempts failed. */
export function codeOf(error: unknown): string | null {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : null
}
