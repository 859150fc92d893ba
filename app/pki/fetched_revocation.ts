/**
 * A revocation source over HTTP with a cache. The network comes in as `fetch`: the guarded client that checks addresses,
 * sizes and time and follows no redirect, since every address here was chosen by a stranger's certificate authority.
 *
 * What is kept is kept by its address and believed by nobody for that: whoever asks checks issuer, signature, scope and freshness of
 * each list again. A list is asked for anew after `maxAge`; where that fails, the one at hand serves until its own end.
 */
import { createHash } from 'node:crypto'
import type { CrlQuery, OcspQuery, RevocationSource } from '#pki/contract'
import { isOcspAnswer, ocspFacts } from '#pki/path/ocsp'
import { tryParseCrl } from '#pki/x509/crl'
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
  readonly value: Uint8Array | null
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
  const running = new Map<string, Promise<Uint8Array | null>>()
  let bytes = 0

  const forget = (key: string) => {
    bytes -= cache.get(key)?.value?.length ?? 0
    cache.delete(key)
  }

  /** The oldest go first; what is larger than all the room is not kept. */
  const keep = (key: string, entry: Cached) => {
    forget(key)
    const size = entry.value?.length ?? 0
    if (size > mostBytes) return
    while (cache.size >= MOST_CACHED || bytes + size > mostBytes) forget(cache.keys().next().value!)
    cache.set(key, entry)
    bytes += size
  }

  const cached = async (key: string, load: () => Promise<Cached>): Promise<Uint8Array | null> => {
    const known = cache.get(key)
    if (known && known.until > options.now().getTime()) return known.value
    let task = running.get(key)
    if (!task) {
      task = load()
        .catch((): Cached => {
          const now = options.now().getTime()
          const failed = { value: null, until: now + failureAge }
          return known?.end && known.end > now ? { ...known, until: failed.until } : failed
        })
        .then((entry) => {
          keep(key, entry)
          return entry.value
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

  const crl = (url: string) =>
    cached(`crl ${url}`, async () => {
      const body = await options.fetch(url, { method: 'GET' })
      const [der] = derBlocks(body, 'X509 CRL')
      const list = der && tryParseCrl(der)
      if (!list) throw new Error('no revocation list')
      const end = list.nextUpdate?.getTime() ?? 0
      return { value: der, until: laterBy(maxAge, end), end }
    })

  const ocsp = (url: string, request: Uint8Array) =>
    cached(`ocsp ${url} ${createHash('sha256').update(request).digest('hex')}`, async () => {
      const contentType = 'application/ocsp-request'
      const value = await options.fetch(url, { method: 'POST', body: request, contentType })
      if (!isOcspAnswer(value)) throw new Error('no OCSP answer')
      const ends = ocspFacts(value)?.answers.map(({ nextUpdate }) => nextUpdate?.getTime() ?? 0)
      return { value, until: laterBy(ocspAge, Math.min(...(ends ?? []))) }
    })

  const all = async (tasks: readonly Promise<Uint8Array | null>[]) => {
    const values = await Promise.all(tasks)
    return values.filter((value) => value !== null)
  }

  return {
    crlsFor: (query: CrlQuery) =>
      all([...new Set([...some(query.urls), ...some(query.deltaUrls)])].map(crl)),
    ocspFor: (query: OcspQuery) => all(some(query.urls).map((url) => ocsp(url, query.request))),
  }
}

function some(urls: readonly string[]): string[] {
  return [...new Set(urls)].slice(0, MOST_URLS)
}
