/**
 * A revocation source over HTTP with a cache. The network comes in as `fetch`: the guarded client that checks addresses,
 * sizes and time and follows no redirect, since every address here was chosen by a stranger's certificate authority.
 *
 * What is kept is kept by its address and believed by nobody for that: whoever asks checks issuer, signature, scope and freshness of
 * each list again. A list is asked for anew after `maxAge`; where that fails, the one at hand serves until its own end. So it does
 * beside one that is older: whoever stands between could hold a good list back by handing over another one.
 */
import { createHash } from 'node:crypto'
import { readOne } from '#pki/asn1/der'
import type { CrlQuery, OcspQuery, RevocationSource } from '#pki/contract'
import { isOcspAnswer, ocspFacts } from '#pki/path/ocsp'
import { tryParseCrl, type Crl } from '#pki/x509/crl'
import { parseName } from '#pki/x509/name'
import { derBlocks } from '#pki/x509/pem'

export interface FetchRequest {
  readonly method: 'GET' | 'POST'
  readonly body?: Uint8Array
  readonly contentType?: string
}

/** Rejects when nothing could be had; resolves with the body of a 200 answer. */
export type RevocationFetch = (url: string, request: FetchRequest) => Promise<Uint8Array>

export interface FetchedRevocationOptions {
  readonly fetch: RevocationFetch
  readonly now: () => Date
  /** How long a list is used before it is asked for again, in milliseconds (never beyond its nextUpdate). */
  readonly maxAge?: number
  /** How long an OCSP answer is used before it is asked for again, in milliseconds (never beyond its nextUpdate). */
  readonly ocspAge?: number
  /** How long a failure is remembered, in milliseconds. */
  readonly failureAge?: number
  /** Bytes of lists and answers that are kept; {@link MOST_BYTES} when left out. */
  readonly mostBytes?: number
}

interface Cached {
  /** None where nothing could be had. */
  readonly values: readonly Uint8Array[]
  /** When it is asked for again. */
  readonly until: number
  /** Until when it may serve where that fails. */
  readonly end?: number
}

const MOST_URLS = 4
const MOST_CACHED = 500
/** A list may be 20 MB large. */
const MOST_BYTES = 64 * 1024 * 1024

export function fetchedRevocation(options: FetchedRevocationOptions): RevocationSource {
  const {
    maxAge = 3_600_000,
    ocspAge = 300_000,
    failureAge = 60_000,
    mostBytes = MOST_BYTES,
  } = options
  const cache = new Map<string, Cached>()
  const running = new Map<string, Promise<readonly Uint8Array[]>>()
  let bytes = 0

  const forget = (key: string) => {
    bytes -= sizeOf(cache.get(key)?.values)
    cache.delete(key)
  }

  /** The oldest go first; what is larger than all the room is not kept. */
  const keep = (key: string, entry: Cached) => {
    forget(key)
    const size = sizeOf(entry.values)
    if (size > mostBytes) return
    while (cache.size >= MOST_CACHED || bytes + size > mostBytes) forget(cache.keys().next().value!)
    cache.set(key, entry)
    bytes += size
  }

  const cached = async (
    key: string,
    load: (former: readonly Uint8Array[]) => Promise<Cached>
  ): Promise<readonly Uint8Array[]> => {
    const known = cache.get(key)
    if (known && known.until > options.now().getTime()) return known.values
    let task = running.get(key)
    if (!task) {
      task = load(known?.values ?? [])
        .catch((): Cached => {
          const now = options.now().getTime()
          const failed = { values: [], until: now + failureAge }
          return known?.end && known.end > now ? { ...known, until: failed.until } : failed
        })
        .then((entry) => {
          keep(key, entry)
          return entry.values
        })
        .finally(() => running.delete(key))
      running.set(key, task)
    }
    return task
  }

  /** What has ended already is asked for again as soon as what failed. */
  const laterBy = (age: number, end: number) => {
    const now = options.now().getTime()
    return end > now ? Math.min(end, now + age) : now + failureAge
  }

  /** A list of another issuer than the one that is asked for is none. */
  const crl = (url: string, issuer: string) =>
    cached(`crl ${url} ${issuer}`, async (former) => {
      const body = await options.fetch(url, { method: 'GET' })
      const [der] = derBlocks(body, 'X509 CRL')
      const list = der && tryParseCrl(der)
      if (list?.issuer.key !== issuer) throw new Error('no revocation list of this issuer')
      const now = options.now().getTime()
      const newer = former
        .map(tryParseCrl)
        .find((one) => one && endOf(one) > now && isOlder(list, one))
      const values = newer ? [list.raw, newer.raw] : [list.raw]
      const end = Math.max(endOf(list), newer ? endOf(newer) : 0)
      return { values, until: laterBy(maxAge, endOf(list)), end }
    })

  const ocsp = (url: string, request: Uint8Array) =>
    cached(`ocsp ${url} ${createHash('sha256').update(request).digest('hex')}`, async () => {
      const contentType = 'application/ocsp-request'
      const value = await options.fetch(url, { method: 'POST', body: request, contentType })
      if (!isOcspAnswer(value)) throw new Error('no OCSP answer')
      const ends = ocspFacts(value)?.answers.map(({ nextUpdate }) => nextUpdate?.getTime() ?? 0)
      return { values: [value], until: laterBy(ocspAge, Math.min(...(ends ?? []))) }
    })

  const all = async (tasks: readonly Promise<readonly Uint8Array[]>[]) => {
    const values = await Promise.all(tasks)
    return values.flat()
  }

  return {
    crlsFor: (query: CrlQuery) => {
      const issuer = parseName(readOne(query.issuer)).key
      const urls = new Set([...some(query.urls), ...some(query.deltaUrls)])
      return all([...urls].map((url) => crl(url, issuer)))
    },
    ocspFor: (query: OcspQuery) => all(some(query.urls).map((url) => ocsp(url, query.request))),
  }
}

function some(urls: readonly string[]): string[] {
  return [...new Set(urls)].slice(0, MOST_URLS)
}

function sizeOf(values: readonly Uint8Array[] = []): number {
  return values.reduce((sum, { length }) => sum + length, 0)
}

function endOf({ nextUpdate }: Crl): number {
  return nextUpdate?.getTime() ?? 0
}

/** By their numbers where both have one (RFC 5280 §5.2.3), else by when they were made. */
function isOlder(a: Crl, b: Crl): boolean {
  if (a.number && b.number) {
    return (a.number.length - b.number.length || Buffer.compare(a.number, b.number)) < 0
  }
  return a.thisUpdate < b.thisUpdate
}
