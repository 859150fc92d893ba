import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  Bank,
  magicFault,
  METHODS,
  type Action,
  type Behaviour,
  type Charge,
  type Method,
} from '#sandboxes/payments/bank'
import { Callbacks, type GatewayKey } from '#sandboxes/payments/callbacks'
import { startFront } from '#sandboxes/payments/front'
import { endInOrder } from '#sandboxes/lifetime'
import { Journal } from '#sandboxes/payments/journal'
import { page, STYLESHEET } from '#sandboxes/payments/page'

export interface PaymentSandboxOptions {
  /** 0 takes a free one. */
  port: number
  host?: string
  key: GatewayKey
  /** Where charges survive a kill; nothing is kept without it. */
  stateDir?: string
  /** Where events are told, `{method}` is replaced; the control endpoint can change it. */
  callbackUrl?: string
  /** Opens the control endpoints to whoever sends it as a bearer; without it they are for loopback only. */
  controlToken?: string
  /** Plays this gateway alone, with a journal of its own. */
  service?: string
  /** Which gateways it plays; without, the six of the guide. */
  methods?: Readonly<Record<string, Behaviour>>
  /** How long a slow gateway takes. */
  slowMs?: number
  /** Epoch milliseconds. */
  now?: () => number
}

export interface PaymentSandbox {
  /** Base of everything; a method's gateway is at `${url}/gateways/<method>`. */
  url: string
  close(): Promise<void>
}

type FaultKind =
  | 'decline'
  | 'lost_answer'
  | 'lost_request'
  | 'slow'
  | 'error_500'
  | 'garbage'
  | 'pending'
  | 'unknown_number'
type Operation = 'charge' | 'inquire' | 'cancel' | 'refund' | 'verify' | 'confirm'
/** Stands for the telephone, which nothing can go wrong with. */
type Reading = 'trial_code'

/** A fault set by the control endpoint: the next `times` calls of `on` to `method` go wrong so. */
interface Fault {
  kind: FaultKind
  on: Operation | 'any'
  method: Method | null
  times: number
  delayMs: number | null
  reason: string | null
}

interface Reply {
  status: number
  body: string
  type: string
  headers?: Record<string, string>
}

const MAX_BODY_BYTES = 64 * 1024
const SKEW_SECONDS = 300

/**
 * Plays the telco's billing gateways: one process, six methods under `/gateways/<method>`, the
 * protocol that `app/payments/gateway_client.ts` describes, with its faults. The page at `/`
 * shows one-time codes and charges; `/_sandbox/…` is the control side:
 *
 * - `GET /_sandbox/state`, `GET /_sandbox/codes?number=…`
 * - `POST /_sandbox/faults` `{kind, on?, method?, times?, delayMs?, reason?}`, `DELETE /_sandbox/faults`
 * - `POST /_sandbox/charges/<method>/<key>/{pay,collect,reverse,expire}` `{copies?}`
 * - `POST /_sandbox/events/resend` `{method, key, copies?, order?: "reversed"}`
 * - `POST /_sandbox/settings` `{callbackUrl}`
 */
export async function startPaymentSandbox(options: PaymentSandboxOptions): Promise<PaymentSandbox> {
  const sandbox = new Sandbox(options)
  const server = http.createServer((request, response) => void sandbox.serve(request, response))
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  sandbox.resume()
  return {
    url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
    async close() {
      sandbox.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

class Sandbox {
  readonly #bank: Bank
  readonly #callbacks: Callbacks
  readonly #now: () => number
  readonly #stop = new AbortController()
  #faults: Fault[] = []

  constructor(private readonly options: PaymentSandboxOptions) {
    const journal = new Journal(options.stateDir, options.service)
    this.#now = options.now ?? (() => Date.now())
    this.#bank = new Bank(journal, this.#now, playedBy(options))
    this.#callbacks = new Callbacks(journal, options.key, this.#now)
    if (options.callbackUrl) this.#callbacks.setUrl(options.callbackUrl)
  }

  /** Where its page is: behind the front, that of its own service. */
  get #home(): string {
    const { service } = this.options
    return service ? `/services/${service}` : '/'
  }

  resume(): void {
    this.#callbacks.resume()
  }

  stop(): void {
    this.#stop.abort()
    this.#callbacks.close()
  }

  async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    try {
      const body = await readBody(request)
      const reply = await this.#route(request, body)
      if (reply === 'lost') return void request.socket.destroy()
      response.writeHead(reply.status, {
        'content-type': reply.type,
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; style-src 'self'; form-action 'self'",
        'x-content-type-options': 'nosniff',
        ...reply.headers,
      })
      response.end(reply.body)
    } catch (error) {
      if (this.#stop.signal.aborted || response.headersSent) return void request.socket.destroy()
      const status = error instanceof BadRequest ? 400 : 500
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: status === 400 ? 'bad_request' : 'internal' }))
    }
  }

  async #route(request: http.IncomingMessage, body: string): Promise<Reply | 'lost'> {
    const url = new URL(request.url ?? '/', 'http://sandbox.invalid')
    const parts = url.pathname.split('/').slice(1).map(decode)
    if (url.pathname === '/gaya.css') return { status: 200, body: STYLESHEET, type: 'text/css' }
    if (url.pathname === '/health') return json(200, { status: 'ok' })
    if (parts[0] === 'gateways' && this.#bank.isMethod(parts[1] ?? '')) {
      return this.#gateway(request, parts[1] as Method, parts.slice(2), body)
    }
    if (url.pathname !== '/' && parts[0] !== '_sandbox') return json(404, { error: 'no_such_path' })
    if (!this.#mayControl(request)) return json(403, { error: 'forbidden' })
    if (url.pathname === '/') {
      return { status: 200, body: page(this.#bank, this.#now()), type: 'text/html; charset=utf-8' }
    }
    return this.#control(request, parts.slice(1), url, body)
  }

  // ---- the gateways ----

  async #gateway(
    request: http.IncomingMessage,
    method: Method,
    path: string[],
    body: string
  ): Promise<Reply | 'lost'> {
    const idemKey = headerOf(request, 'idempotency-key')
    if (!this.#isSigned(request, body, idemKey)) return json(401, { error: 'bad_signature' })
    const operation = operationOf(request.method ?? '', path)
    if (!operation) return json(404, { error: 'no_such_path' })
    if (operation === 'trial_code') return this.#trialCode(method, path[2])

    const payload = body === '' ? {} : parseObject(body)
    const number = textOf(payload.number)
    const amount = typeof payload.amount === 'number' ? payload.amount : null
    const fault = this.#faultFor(operation, method, number, amount)
    switch (fault?.kind) {
      case 'lost_request':
        return 'lost'
      case 'error_500':
        return json(500, { error: 'internal' })
      case 'slow':
        await sleep(fault.delayMs ?? this.options.slowMs ?? 12_000, undefined, {
          signal: this.#stop.signal,
        })
        break
    }
    const reply = this.#perform(operation, method, path, idemKey, payload, fault)
    if (fault?.kind === 'lost_answer') return 'lost'
    return fault?.kind === 'garbage' ? { ...reply, body: '<html>Bad gateway' } : reply
  }

  #perform(
    operation: Operation,
    method: Method,
    path: string[],
    idemKey: string | null,
    payload: Record<string, unknown>,
    fault: Fault | null
  ): Reply {
    switch (operation) {
      case 'charge':
        return this.#charge(method, idemKey, payload, fault)
      case 'inquire': {
        const charge = this.#bank.find(method, path[1])
        return charge ? json(200, chargeBody(charge)) : json(404, { error: 'not_found' })
      }
      case 'cancel':
        return json(200, chargeBody(this.#bank.cancel(method, path[1])))
      case 'refund':
        return this.#refund(method, path[1], idemKey, payload)
      case 'verify': {
        const sent = this.#bank.sendCode(method, requireText(payload.number))
        return sent ? json(202, { status: 'sent' }) : json(422, { error: 'number_unknown' })
      }
      case 'confirm': {
        const error = this.#bank.confirmCode(
          method,
          requireText(payload.number),
          requireText(payload.code)
        )
        return error ? json(422, { error }) : json(200, { status: 'confirmed' })
      }
    }
  }

  #charge(
    method: Method,
    idemKey: string | null,
    payload: Record<string, unknown>,
    fault: Fault | null
  ): Reply {
    const { needs } = this.#bank.methods[method]
    const amount = payload.amount
    if (!idemKey || !Number.isSafeInteger(amount) || (amount as number) <= 0) {
      return json(422, { error: 'bad_request' })
    }
    if (needs && !textOf(payload[needs])) return json(422, { error: `${needs}_missing` })
    const input = {
      orderNo: requireText(payload.order_no),
      amount: amount as number,
      number: textOf(payload.number),
      voucherCode: textOf(payload.voucher_code),
      description: textOf(payload.description) ?? '',
    }
    const charge = this.#bank.charge(method, idemKey, input, forcedState(fault))
    return charge ? json(201, chargeBody(charge)) : json(409, { error: 'idempotency_conflict' })
  }

  #trialCode(method: Method, number: string): Reply {
    const sent = this.#bank.codes.get(`${method}/${number}`)
    return sent && sent.expiresAt > this.#now()
      ? json(200, { code: sent.code })
      : json(404, { error: 'not_found' })
  }

  #refund(
    method: Method,
    key: string,
    idemKey: string | null,
    payload: Record<string, unknown>
  ): Reply {
    const charge = this.#bank.find(method, key)
    if (!idemKey) return json(422, { error: 'bad_request' })
    if (!charge) return json(422, { error: 'not_charged' })
    const amount = typeof payload.amount === 'number' ? payload.amount : null
    const refund = this.#bank.refund(charge, idemKey, amount)
    return refund.ok
      ? json(200, { state: 'refunded', ref: refund.ref })
      : json(422, { error: refund.error })
  }

  #isSigned(request: http.IncomingMessage, body: string, idemKey: string | null): boolean {
    const { kid, secret } = this.options.key
    const timestamp = headerOf(request, 'gateway-timestamp') ?? ''
    const skew = Math.abs(this.#now() / 1000 - Number(timestamp))
    if (headerOf(request, 'gateway-key') !== kid || !(skew <= SKEW_SECONDS)) return false
    const digest = createHash('sha256').update(body).digest('hex')
    const text = [request.method, request.url, timestamp, idemKey ?? '', digest].join('\n')
    const expected = createHmac('sha256', secret).update(text).digest('hex')
    return same(headerOf(request, 'gateway-signature') ?? '', expected)
  }

  #faultFor(
    operation: Operation,
    method: Method,
    number: string | null,
    amount: number | null
  ): Fault | null {
    const set = this.#faults.find(
      (fault) =>
        (fault.on === 'any' || fault.on === operation) &&
        (fault.method === null || fault.method === method)
    )
    if (set) {
      set.times--
      this.#faults = this.#faults.filter((fault) => fault.times > 0)
      return set
    }
    const magic = operation === 'charge' ? magicFault(number, amount) : null
    return magic && { kind: magic, on: operation, method, times: 1, delayMs: null, reason: null }
  }

  // ---- the control side ----

  /** Loopback callers who name a loopback host, from this very page or no page at all; or the token. */
  #mayControl(request: http.IncomingMessage): boolean {
    const { controlToken } = this.options
    if (controlToken)
      return same(headerOf(request, 'authorization') ?? '', `Bearer ${controlToken}`)
    const remote = request.socket.remoteAddress ?? ''
    const host = (headerOf(request, 'host') ?? '').replace(/:\d+$/, '')
    const site = headerOf(request, 'sec-fetch-site') ?? 'none'
    const origin = headerOf(request, 'origin')
    return (
      /^(127\.|::1$|::ffff:127\.)/.test(remote) &&
      /^(127\.0\.0\.1|\[::1\]|([a-z0-9-]+\.)*localhost)$/.test(host) &&
      (request.method === 'GET' || site === 'none' || site === 'same-origin') &&
      (request.method === 'GET' || !origin || origin === `http://${headerOf(request, 'host')}`)
    )
  }

  #control(request: http.IncomingMessage, path: string[], url: URL, body: string): Reply {
    const payload = isForm(request)
      ? Object.fromEntries(new URLSearchParams(body))
      : parseObject(body || '{}')
    const call = `${request.method} ${path[0]}`
    const done = isForm(request)
      ? { status: 303, body: '', type: 'text/plain', headers: { location: this.#home } }
      : json(200, { status: 'ok' })
    switch (call) {
      case 'GET state':
        return json(200, {
          charges: [...this.#bank.charges.values()],
          faults: this.#faults,
          callbackUrl: this.#callbacks.url,
        })
      case 'GET codes': {
        const number = url.searchParams.get('number')
        const codes = [...this.#bank.codes.values()].filter(
          (code) => code.expiresAt > this.#now() && (!number || code.number === number)
        )
        return json(200, { codes })
      }
      case 'POST faults':
        this.#faults.push(this.#readFault(payload))
        return done
      case 'DELETE faults':
        this.#faults = []
        return done
      case 'POST settings':
        this.#callbacks.setUrl(textOf(payload.callbackUrl))
        return done
      case 'POST charges':
        return this.#act(path, copiesOf(payload), done)
      case 'POST events':
        return this.#resend(payload, done)
      default:
        return json(404, { error: 'no_such_path' })
    }
  }

  #act([, method, key, action]: string[], copies: number, done: Reply): Reply {
    const charge = this.#bank.find(method ?? '', key ?? '')
    if (!charge) return json(404, { error: 'not_found' })
    if (!['pay', 'collect', 'reverse', 'expire'].includes(action)) throw new BadRequest()
    const event = this.#bank.act(charge, action as Action)
    if (!event) return json(409, { error: `${action} is not possible in state ${charge.state}` })
    this.#callbacks.send(charge, event, copies)
    return done
  }

  #resend(payload: Record<string, unknown>, done: Reply): Reply {
    const method = textOf(payload.method) ?? ''
    const charge = this.#bank.find(method, requireText(payload.key))
    if (!charge) return json(404, { error: 'not_found' })
    const events = payload.order === 'reversed' ? charge.events.toReversed() : charge.events
    void this.#callbacks.sendInOrder(charge, [...events], copiesOf(payload))
    return done
  }

  #readFault(payload: Record<string, unknown>): Fault {
    const kind = FAULT_KINDS.find((one) => one === payload.kind)
    const on = ([...OPERATIONS, 'any'] as const).find((one) => one === (payload.on ?? 'charge'))
    const method = textOf(payload.method)
    if (!kind || !on || (method !== null && !this.#bank.isMethod(method))) throw new BadRequest()
    return {
      kind,
      on,
      method,
      times: Math.max(1, Number(payload.times) || 1),
      delayMs: Number(payload.delayMs) || null,
      reason: textOf(payload.reason),
    }
  }
}

function playedBy({ methods = METHODS, service }: PaymentSandboxOptions) {
  return service ? { [service]: methods[service] } : methods
}

class BadRequest extends Error {}

function operationOf(method: string, path: string[]): Operation | Reading | null {
  const [first, , third] = path
  switch (`${method} ${first} ${path.length}`) {
    case 'POST charges 1':
      return 'charge'
    case 'GET charges 2':
      return 'inquire'
    case 'POST charges 3':
      return third === 'cancellation' ? 'cancel' : third === 'refunds' ? 'refund' : null
    case 'POST numbers 2':
      return path[1] === 'verifications' ? 'verify' : path[1] === 'confirmations' ? 'confirm' : null
    case 'GET numbers 3':
      return path[1] === 'trial-codes' ? 'trial_code' : null
    default:
      return null
  }
}

function forcedState(
  fault: Fault | null
): { state: 'pending' } | { state: 'declined'; reason: string } | null {
  switch (fault?.kind) {
    case 'pending':
      return { state: 'pending' }
    case 'decline':
      return { state: 'declined', reason: fault.reason ?? 'insufficient_balance' }
    case 'unknown_number':
      return { state: 'declined', reason: 'number_unknown' }
    default:
      return null
  }
}

function chargeBody(charge: Charge): object {
  return {
    key: charge.key,
    ref: charge.ref,
    state: charge.state,
    amount: charge.amount,
    ...(charge.reason && { reason: charge.reason }),
    ...(charge.instructions && { instructions: charge.instructions }),
  }
}

const FAULT_KINDS: readonly FaultKind[] = [
  'decline',
  'lost_answer',
  'lost_request',
  'slow',
  'error_500',
  'garbage',
  'pending',
  'unknown_number',
]
const OPERATIONS: readonly Operation[] = [
  'charge',
  'inquire',
  'cancel',
  'refund',
  'verify',
  'confirm',
]

function copiesOf(payload: Record<string, unknown>): number {
  return Math.min(10, Math.max(1, Number(payload.copies) || 1))
}

function json(status: number, body: object): Reply {
  return { status, body: JSON.stringify(body), type: 'application/json' }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 500) : null
}

function requireText(value: unknown): string {
  const text = textOf(value)
  if (text === null) throw new BadRequest()
  return text
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (value !== null && typeof value === 'object') return value as Record<string, unknown>
  } catch {
    throw new BadRequest()
  }
  throw new BadRequest()
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new BadRequest()
  }
}

function headerOf(request: http.IncomingMessage, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}

function isForm(request: http.IncomingMessage): boolean {
  return (headerOf(request, 'content-type') ?? '').startsWith('application/x-www-form-urlencoded')
}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new BadRequest()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function same(given: string, expected: string): boolean {
  const one = Buffer.from(given)
  const other = Buffer.from(expected)
  return one.length === other.length && timingSafeEqual(one, other)
}

/** More gateways than the six, `pulsa:billed:number,koin:collected`: for a plug-in that speaks the common protocol. */
function readMethods(text = ''): Record<string, Behaviour> {
  const words = text.split(',').filter(Boolean)
  return Object.fromEntries(
    words.map((word): [string, Behaviour] => {
      const [, key, settles, needs = null] =
        /^([a-z][a-z0-9_]{0,29}):(billed|collected)(?::(number|voucher_code))?$/.exec(word) ?? []
      if (!key) throw new Error(`PAYMENT_SANDBOX_METHODS: ${word} is not key:settles[:needs]`)
      return [key, { settles, needs } as Behaviour]
    })
  )
}

/** One gateway alone where PAYMENT_SANDBOX_METHOD names it; else the front of all, each in a process of its own. */
async function main(): Promise<void> {
  const { env } = process
  const secret = env.PAYMENT_SANDBOX_SECRET
  if (!secret) throw new Error('PAYMENT_SANDBOX_SECRET is missing: the key shared with the store')
  const methods = { ...METHODS, ...readMethods(env.PAYMENT_SANDBOX_METHODS) }
  const service = env.PAYMENT_SANDBOX_METHOD
  if (service && !Object.hasOwn(methods, service))
    throw new Error(`PAYMENT_SANDBOX_METHOD: there is no gateway ${service}`)
  const common = {
    port: Number(env.PAYMENT_SANDBOX_PORT ?? 3390),
    host: env.PAYMENT_SANDBOX_HOST,
    stateDir: env.PAYMENT_SANDBOX_STATE_DIR,
    controlToken: env.PAYMENT_SANDBOX_CONTROL_TOKEN,
  }
  const sandbox = service
    ? await startPaymentSandbox({
        ...common,
        service,
        methods,
        key: { kid: env.PAYMENT_SANDBOX_KID ?? 'sandbox', secret },
        callbackUrl: env.PAYMENT_SANDBOX_CALLBACK_URL,
      })
    : await startFront({ ...common, methods: Object.keys(methods), environment: env })
  console.log(`payment sandbox: ${sandbox.url}`)
  endInOrder(() => sandbox.close())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
