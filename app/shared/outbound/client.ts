import net from 'node:net'
import { performance } from 'node:perf_hooks'
import tls from 'node:tls'
import { Client, type buildConnector } from 'undici'
import { isAddress, isAllowedAddress } from '#shared/outbound/address'
import { codeOf, resolveTarget, type ResolveHost } from '#shared/outbound/resolve'
import {
  checkUrl,
  hostOf,
  isAllowedHost,
  type OutboundPolicy,
  type UrlRefusal,
} from '#shared/outbound/url'

export { isAllowedAddress } from '#shared/outbound/address'
export { checkUrl, parseOutboundAllow, URL_REFUSALS } from '#shared/outbound/url'
export type { ResolveHost } from '#shared/outbound/resolve'
export type { OutboundPolicy, UrlCheck, UrlRefusal } from '#shared/outbound/url'

/** Why a call brought no answer. */
export const OUTBOUND_FAILURES = [
  'forbidden_url',
  'forbidden_address',
  'unresolvable',
  'connect_timeout',
  'connection_refused',
  'unreachable',
  'tls',
  'reset',
  'deadline',
  'too_large',
  'redirect',
  'protocol',
  'aborted',
] as const
export type OutboundFailure = (typeof OUTBOUND_FAILURES)[number]

/** `connectMs` runs from the start of the call to the connected (and verified) socket; null when there was none. */
export interface OutboundTimings {
  connectMs: number | null
  totalMs: number
}

export type OutboundHeaders = Record<string, string | string[]>

/** What had arrived when a call was given up; the body holds at most `maxBytes`. */
export interface PartialAnswer {
  status: number
  headers: OutboundHeaders
  body: Buffer
}

export type OutboundResult =
  | {
      type: 'answer'
      status: number
      headers: OutboundHeaders
      body: Buffer
      timings: { connectMs: number; totalMs: number }
      remoteAddress: string
    }
  | {
      type: 'failed'
      reason: OutboundFailure
      detail: string
      seen: PartialAnswer | null
      timings: OutboundTimings
      remoteAddress: string | null
    }

export interface OutboundClientOptions {
  environmentPolicy: OutboundPolicy
  /** Resolving, connecting and the TLS handshake together. */
  connectTimeoutMs?: number
  /** The whole call, resolving included, to the last byte of the answer. */
  deadlineMs?: number
  /** Largest answer body in bytes. */
  maxBytes?: number
  /** Replaces DNS; `localhost` names never reach it. */
  resolve?: ResolveHost
  /** Roots trusted beside those of Node, PEM. */
  extraRoots?: string[]
}

export interface OutboundRequest {
  headers?: Record<string, string>
  signal?: AbortSignal
  /** Overrides the client's own cap, for answers known to be larger (revocation lists). */
  maxBytes?: number
}

export interface OutboundClient {
  readonly policy: OutboundPolicy
  get(url: string, request?: OutboundRequest): Promise<OutboundResult>
  post(url: string, body: string | Uint8Array, request?: OutboundRequest): Promise<OutboundResult>
}

/** Ends a call with a reason of ours; thrown only inside this module. */
class CallFailure extends Error {
  constructor(
    readonly reason: OutboundFailure,
    message: string
  ) {
    super(message)
  }
}

/**
 * The one HTTP client for addresses that strangers chose (partners' forwarding URLs, revocation
 * lists named in their certificates).
 *
 * Each call: the URL is judged (`checkUrl`), its name resolved once, every address must be public
 * unicast, the socket goes to exactly these addresses and its remote address is judged again
 * before a byte is sent. Redirects are not followed, no proxy or cookie is used, the certificate
 * is always verified, body and headers are capped, and one deadline covers the whole call, so a
 * dripping answer ends too. Connections are not shared between calls.
 *
 * It never throws for what the other side does: the result says `answer` (any status but 3xx) or
 * `failed` with a reason. Source: forwarding contract, "Timing" and "Safety".
 */
export function createOutboundClient(options: OutboundClientOptions): OutboundClient {
  const policy = options.environmentPolicy
  const settings = {
    policy,
    connectTimeoutMs: options.connectTimeoutMs ?? 3_000,
    deadlineMs: options.deadlineMs ?? 10_000,
    maxBytes: options.maxBytes ?? 64 * 1024,
    resolve: options.resolve,
    roots: options.extraRoots && [...tls.rootCertificates, ...options.extraRoots],
  }
  return {
    policy,
    get: (url, request = {}) => new Call(settings, 'GET', url, null, request).run(),
    post: (url, body, request = {}) => new Call(settings, 'POST', url, body, request).run(),
  }
}

interface Settings {
  policy: OutboundPolicy
  connectTimeoutMs: number
  deadlineMs: number
  maxBytes: number
  resolve: ResolveHost | undefined
  roots: string[] | undefined
}

class Call {
  readonly #startedAt = performance.now()
  readonly #abort = new AbortController()
  #connectMs: number | null = null
  #remoteAddress: string | null = null
  #seen: { status: number; headers: OutboundHeaders; chunks: Buffer[]; size: number } | null = null

  constructor(
    private readonly settings: Settings,
    private readonly method: 'GET' | 'POST',
    private readonly address: string,
    private readonly body: string | Uint8Array | null,
    private readonly request: OutboundRequest
  ) {}

  async run(): Promise<OutboundResult> {
    const check = checkUrl(this.address, this.settings.policy)
    if (!check.allowed) return this.#failed(refusalOf(check.reason))

    const { deadlineMs } = this.settings
    const deadline = setTimeout(
      () =>
        this.#abort.abort(new CallFailure('deadline', `no full answer within ${deadlineMs} ms`)),
      deadlineMs
    )
    const onCallerAbort = () => this.#abort.abort(new CallFailure('aborted', 'given up by caller'))
    this.request.signal?.addEventListener('abort', onCallerAbort, { once: true })
    if (this.request.signal?.aborted) onCallerAbort()

    try {
      await this.#exchange(check.url)
      return this.#answer()
    } catch (error) {
      const cause = this.#abort.signal.aborted ? this.#abort.signal.reason : error
      return this.#failed(cause instanceof CallFailure ? cause : failureOf(cause))
    } finally {
      clearTimeout(deadline)
      this.request.signal?.removeEventListener('abort', onCallerAbort)
    }
  }

  async #exchange(url: URL): Promise<void> {
    const socket = await this.#connect(url)
    // One client per call around a socket that is already judged: undici can neither resolve nor
    // connect on its own account here.
    let handedOver = false
    const client = new Client(url.origin, {
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 16 * 1024,
      connect: (_options: buildConnector.Options, callback: buildConnector.Callback) => {
        const early = handedOver ? new CallFailure('reset', 'connection closed early') : null
        handedOver = true
        // undici does not expect the answer within the same tick: the request would never start.
        queueMicrotask(() => (early ? callback(early, null) : callback(null, socket)))
      },
    })
    try {
      await raceAbort(this.#send(client, url), this.#abort.signal, 'deadline')
    } finally {
      client.destroy().catch(() => {})
      socket.destroy()
    }
  }

  async #send(client: Client, url: URL): Promise<void> {
    const answer = await client.request({
      method: this.method,
      path: url.pathname + url.search,
      headers: { 'accept-encoding': 'identity', ...this.request.headers },
      body: this.body,
      signal: this.#abort.signal,
      reset: true,
    })
    const headers = answer.headers as OutboundHeaders
    this.#seen = { status: answer.statusCode, headers, chunks: [], size: 0 }
    const maxBytes = this.request.maxBytes ?? this.settings.maxBytes

    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      const room = maxBytes - this.#seen.size
      if (room > 0) this.#seen.chunks.push(chunk.subarray(0, room))
      this.#seen.size += chunk.length
      if (chunk.length > room) throw new CallFailure('too_large', `more than ${maxBytes} bytes`)
    }
    if (answer.statusCode >= 300 && answer.statusCode < 400) {
      throw new CallFailure('redirect', `${answer.statusCode} to ${headers.location ?? 'nowhere'}`)
    }
  }

  /** Resolves, judges and connects within `connectTimeoutMs`; the returned socket is judged too. */
  async #connect(url: URL): Promise<net.Socket> {
    const limit = AbortSignal.timeout(this.settings.connectTimeoutMs)
    const signal = AbortSignal.any([this.#abort.signal, limit])
    const { policy, resolve } = this.settings
    const target = await raceAbort(
      resolveTarget(url, { policy, resolve, signal }),
      signal,
      'unresolvable'
    )
    if (target.type === 'refused') throw new CallFailure(target.reason, target.detail)
    const { addresses } = target

    const socket = openSocket(url, addresses, this.settings.roots)
    try {
      await raceAbort(untilReady(socket, url), signal, 'connect_timeout')
      this.#remoteAddress = socket.remoteAddress ?? null
      this.#connectMs = performance.now() - this.#startedAt
      const rule = { allowLoopback: isAllowedHost(url, policy) }
      if (!isAllowedAddress(socket.remoteAddress ?? '', rule)) {
        throw new CallFailure('forbidden_address', `connected to ${socket.remoteAddress}`)
      }
      return socket
    } catch (error) {
      socket.destroy()
      throw error
    }
  }

  #answer(): OutboundResult {
    const seen = this.#seen!
    return {
      type: 'answer',
      status: seen.status,
      headers: seen.headers,
      body: Buffer.concat(seen.chunks),
      timings: { connectMs: round(this.#connectMs!), totalMs: this.#elapsed() },
      remoteAddress: this.#remoteAddress!,
    }
  }

  #failed(failure: CallFailure): OutboundResult {
    const seen = this.#seen
    return {
      type: 'failed',
      reason: failure.reason,
      detail: failure.message,
      seen: seen && {
        status: seen.status,
        headers: seen.headers,
        body: Buffer.concat(seen.chunks),
      },
      timings: {
        connectMs: this.#connectMs === null ? null : round(this.#connectMs),
        totalMs: this.#elapsed(),
      },
      remoteAddress: this.#remoteAddress,
    }
  }

  #elapsed(): number {
    return round(performance.now() - this.#startedAt)
  }
}

function openSocket(url: URL, addresses: string[], roots: string[] | undefined): net.Socket {
  const host = hostOf(url)
  const isTls = url.protocol === 'https:'
  const target = {
    host: addresses[0],
    port: Number(url.port || (isTls ? 443 : 80)),
    autoSelectFamily: false,
    ...(addresses.length > 1 && {
      host,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: 250,
      lookup: pinnedLookup(addresses),
    }),
  }
  if (!isTls) return net.connect(target)
  return tls.connect({
    ...target,
    servername: isAddress(host) ? '' : host,
    checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(host, certificate),
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    ...(roots && { ca: roots }),
  })
}

/** A lookup that knows only the addresses that were judged: a second DNS answer cannot slip in. */
function pinnedLookup(addresses: string[]): net.LookupFunction {
  return (_host, options, callback) => {
    const records = addresses.map((address) => ({ address, family: net.isIP(address) }))
    if (options.all) callback(null, records)
    else callback(null, records[0].address, records[0].family)
  }
}

function untilReady(socket: net.Socket, url: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new CallFailure('reset', 'closed while connecting')))
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', resolve)
  })
}

/** Waits for work that cannot be aborted itself; a time-out becomes the phase's own reason. */
function raceAbort<T>(work: Promise<T>, signal: AbortSignal, reason: OutboundFailure): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      const cause: unknown = signal.reason
      const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError'
      reject(timedOut ? new CallFailure(reason, 'took too long') : cause)
    }
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

function refusalOf(reason: UrlRefusal): CallFailure {
  return reason === 'forbidden_address'
    ? new CallFailure('forbidden_address', 'the address is not a public one')
    : new CallFailure('forbidden_url', reason)
}

/** Names what Node, OpenSSL and undici report. */
function failureOf(error: unknown): CallFailure {
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  const detail = code && !message.includes(code) ? `${code}: ${message}` : message
  return new CallFailure(reasonOf(code ?? ''), detail.slice(0, 300))
}

function reasonOf(code: string): OutboundFailure {
  if (code === 'ECONNREFUSED') return 'connection_refused'
  if (code === 'ETIMEDOUT') return 'connect_timeout'
  if (/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM)$/.test(code)) return 'unreachable'
  if (/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(code)) return 'reset'
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') return 'too_large'
  if (/^(ERR_SSL|ERR_TLS|EPROTO|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_)/.test(code)) {
    return 'tls'
  }
  return 'protocol'
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
