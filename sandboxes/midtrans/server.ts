import { createHash, randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endInOrder } from '#sandboxes/lifetime'
import { page, STYLESHEET } from '#sandboxes/midtrans/page'
import { qrisText } from '#sandboxes/midtrans/qris'
import { Journal } from '#sandboxes/payments/journal'

export interface MidtransSandboxOptions {
  /** 0 takes a free one. */
  port: number
  host?: string
  serverKey: string
  /** Where transactions survive a kill; nothing is kept without it. */
  stateDir?: string
  /** Where notifications go that name no address of their own with the charge; `{way}` is `qris` or the bank. */
  notificationUrl?: string
  slowMs?: number
  /** Epoch milliseconds. */
  now?: () => number
}

export interface MidtransSandbox {
  url: string
  close(): Promise<void>
}

export type Status =
  'pending' | 'settlement' | 'deny' | 'cancel' | 'expire' | 'refund' | 'chargeback'

export interface SandboxTransaction {
  transactionId: string
  orderId: string
  amount: number
  type: 'qris' | 'bank_transfer'
  bank: string | null
  account: string | null
  qr: string | null
  status: Status
  at: number
  until: number
  settledAt: number | null
  refundKey: string | null
  notificationUrl: string | null
  /** Every notification, in its order, as it was sent. */
  told: string[]
}

const FAULTS = ['lost_answer', 'lost_request', 'slow', 'error_500', 'garbage'] as const
type Fault = (typeof FAULTS)[number]

/** What may befall a transaction outside, and from which states. */
const ACTIONS: Record<string, { from: Status[]; to: Status }> = {
  pay: { from: ['pending'], to: 'settlement' },
  deny: { from: ['pending'], to: 'deny' },
  expire: { from: ['pending'], to: 'expire' },
  chargeback: { from: ['settlement'], to: 'chargeback' },
  /** Paid although it had ended: banks do that. */
  pay_late: { from: ['expire', 'cancel'], to: 'settlement' },
}

/** `status_code` of a transaction that is asked about. */
const CODES: Record<Status, string> = {
  pending: '201',
  settlement: '200',
  deny: '202',
  cancel: '200',
  expire: '407',
  refund: '200',
  chargeback: '200',
}
const BANKS = ['bca', 'bni', 'bri', 'permata']
/** Is denied at once, as fraud detection does. */
export const DENIED_AMOUNT = 990_001
const UNIT_MS: Record<string, number> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}
const DAY_MS = 86_400_000
const MAX_BODY_BYTES = 64 * 1024
const RETRY_AFTER_MS = [500, 2_000, 10_000]

/**
 * Plays Midtrans' Core API by its public documentation: `POST /v2/charge` (qris, bank_transfer), `GET /v2/{order}/status`,
 * `POST /v2/{order}/{cancel,expire,refund/online/direct}`, and notifications with their `signature_key`. As there, an order id whose transaction
 * was cancelled or has expired may be used again, and virtual accounts are not refunded. The page at `/` pays, denies, expires and takes back; `/_sandbox/…` does so for programs:
 *
 * - `GET /_sandbox/state`, `POST /_sandbox/faults` `{kind, on?: "charge"|"status"|"cancel"|"refund", times?}`
 * - `POST /_sandbox/transactions/{order}/{pay,deny,expire,chargeback,pay_late}` `{copies?}`
 * - `POST /_sandbox/transactions/{order}/resend` `{copies?, order?: "reversed"}`
 */
export async function startMidtransSandbox(
  options: MidtransSandboxOptions
): Promise<MidtransSandbox> {
  const sandbox = new Sandbox(options)
  const server = http.createServer((request, response) => void sandbox.serve(request, response))
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    async close() {
      sandbox.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Reply = { status: number; body: string; type: string; location?: string } | 'lost'

class Sandbox {
  readonly #transactions = new Map<string, SandboxTransaction>()
  readonly #journal: Journal
  readonly #now: () => number
  readonly #stop = new AbortController()
  #faults: { kind: Fault; on: string; times: number }[] = []

  constructor(private readonly options: MidtransSandboxOptions) {
    this.#now = options.now ?? (() => Date.now())
    this.#journal = new Journal(options.stateDir)
    for (const { id, data } of this.#journal.read())
      this.#transactions.set(id, data as SandboxTransaction)
  }

  stop(): void {
    this.#stop.abort()
  }

  async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const reply = await this.#answer(request).catch((error): Reply => {
      if (error instanceof Refusal) return said(error.code, error.message)
      return this.#stop.signal.aborted ? 'lost' : said('500', 'Internal server error')
    })
    if (reply === 'lost') return void request.socket.destroy()
    response.writeHead(reply.status, {
      'content-type': reply.type,
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'self'; form-action 'self'",
      ...(reply.location && { location: reply.location }),
    })
    response.end(reply.body)
  }

  async #answer(request: http.IncomingMessage): Promise<Reply> {
    const body = await readBody(request)
    const { pathname } = new URL(request.url ?? '/', 'http://sandbox.invalid')
    const parts = pathname.split('/').slice(1).map(decodeURIComponent)
    if (pathname === '/gaya.css') return { status: 200, body: STYLESHEET, type: 'text/css' }
    if (pathname === '/health') return json(200, { status: 'ok' })
    if (parts[0] === 'v2') return this.#api(request, parts.slice(1), body)
    if (!isNear(request)) return json(403, { error: 'forbidden' })
    if (pathname === '/')
      return {
        status: 200,
        body: page([...this.#transactions.values()]),
        type: 'text/html; charset=utf-8',
      }
    return parts[0] === '_sandbox'
      ? this.#control(request, parts.slice(1), body)
      : json(404, { error: 'no_such_path' })
  }

  // ---- the Core API ----

  async #api(request: http.IncomingMessage, path: string[], body: string): Promise<Reply> {
    if (!this.#isAuthorized(request))
      return said('401', 'Access denied due to unauthorized transaction, please check server key')
    const operation = operationOf(request.method ?? '', path)
    if (!operation) return said('404', 'Not found')
    const fault = this.#faultFor(operation)
    if (fault === 'lost_request') return 'lost'
    if (fault === 'error_500') return said('500', 'Internal server error')
    if (fault === 'slow')
      await sleep(this.options.slowMs ?? 12_000, undefined, { signal: this.#stop.signal })
    const reply = this.#perform(operation, request, path[0]!, body)
    if (fault === 'lost_answer') return 'lost'
    return fault === 'garbage'
      ? { status: 502, body: '<html>Bad gateway', type: 'text/html' }
      : reply
  }

  #perform(operation: string, request: http.IncomingMessage, id: string, body: string): Reply {
    if (operation === 'charge')
      return this.#charge(parse(body), header(request, 'x-override-notification'))
    const found = this.#find(id)
    if (!found) return said('404', "Transaction doesn't exist.")
    switch (operation) {
      case 'status':
        return json(200, this.#describe(found, 'Success, transaction is found'))
      case 'cancel':
      case 'expire':
        return this.#end(found, operation)
      default:
        return this.#refund(found, parse(body))
    }
  }

  #charge(wish: Record<string, any>, notificationUrl: string | null): Reply {
    const { order_id: orderId, gross_amount: amount } = wish.transaction_details ?? {}
    const isQris = wish.payment_type === 'qris'
    const bank = isQris ? null : wish.bank_transfer?.bank
    if (typeof orderId !== 'string' || !/^[\w~.-]{1,50}$/.test(orderId))
      throw new Refusal('400', 'transaction_details.order_id is invalid')
    if (!Number.isSafeInteger(amount) || amount < 1)
      throw new Refusal('400', 'transaction_details.gross_amount is invalid')
    if (!isQris && (wish.payment_type !== 'bank_transfer' || !BANKS.includes(bank)))
      throw new Refusal('402', 'Payment channel is not activated.')
    const items: { price: number; quantity: number }[] = wish.item_details ?? []
    if (
      items.length > 0 &&
      items.reduce((sum, one) => sum + one.price * one.quantity, 0) !== amount
    )
      throw new Refusal('400', 'gross_amount is not equal to the sum of item_details')
    const known = this.#find(orderId)
    if (known && !['cancel', 'expire'].includes(known.status))
      throw new Refusal(
        '406',
        'The request could not be completed due to a conflict with the current state of the target resource, please try again'
      )
    const at = this.#now()
    const transaction: SandboxTransaction = {
      transactionId: randomUUID(),
      orderId,
      amount,
      type: isQris ? 'qris' : 'bank_transfer',
      bank,
      account: isQris ? null : `${randomInt(1e5, 1e6)}${randomInt(1e9, 1e10)}`,
      qr: isQris ? qrisText(orderId, amount) : null,
      status: amount === DENIED_AMOUNT ? 'deny' : 'pending',
      at,
      until: at + lifeOf(wish.custom_expiry, isQris),
      settledAt: null,
      refundKey: null,
      notificationUrl,
      told: [],
    }
    this.#save(transaction)
    void this.#tell(transaction, transaction.status)
    const answer = this.#describe(transaction, 'transaction is created')
    return json(200, {
      ...answer,
      ...(transaction.qr && {
        qr_string: transaction.qr,
        actions: [
          {
            name: 'generate-qr-code',
            method: 'GET',
            url: `https://api.sandbox.midtrans.com/v2/qris/${transaction.transactionId}/qr-code`,
          },
        ],
      }),
    })
  }

  #end(transaction: SandboxTransaction, operation: 'cancel' | 'expire'): Reply {
    if (transaction.status !== 'pending')
      return said('412', 'Merchant cannot modify the status of the transaction')
    this.#become(transaction, operation)
    return json(200, this.#describe(transaction, `Success, transaction is ${operation}`))
  }

  #refund(transaction: SandboxTransaction, wish: Record<string, any>): Reply {
    if (transaction.type !== 'qris') return said('412', 'Payment type does not support refund')
    const again = transaction.refundKey !== null && transaction.refundKey === wish.refund_key
    if (!again && transaction.status !== 'settlement')
      return said('412', 'Transaction status cannot be updated.')
    if (!again) {
      transaction.refundKey = String(wish.refund_key)
      this.#become(transaction, 'refund')
    }
    return json(200, {
      ...this.#describe(transaction, 'Success, refund request is approved'),
      refund_key: transaction.refundKey,
      refund_amount: `${transaction.amount}.00`,
    })
  }

  /** A transaction, as it stands at this moment. */
  #find(id: string): SandboxTransaction | undefined {
    const found =
      this.#transactions.get(id) ??
      [...this.#transactions.values()].find(({ transactionId }) => transactionId === id)
    if (found?.status === 'pending' && found.until <= this.#now()) this.#become(found, 'expire')
    return found
  }

  #become(transaction: SandboxTransaction, status: Status, copies = 1): void {
    transaction.status = status
    if (status === 'settlement') transaction.settledAt = this.#now()
    this.#save(transaction)
    void this.#tell(transaction, status, copies)
  }

  #save(transaction: SandboxTransaction): void {
    this.#transactions.set(transaction.orderId, transaction)
    this.#journal.append('transaction', transaction.orderId, transaction)
  }

  #describe(transaction: SandboxTransaction, message: string, status = transaction.status) {
    const { bank, account } = transaction
    return {
      status_code: CODES[status],
      status_message: message,
      transaction_id: transaction.transactionId,
      order_id: transaction.orderId,
      merchant_id: 'G000000000',
      gross_amount: `${transaction.amount}.00`,
      currency: 'IDR',
      payment_type: transaction.type,
      transaction_time: wallTime(transaction.at),
      transaction_status: status,
      fraud_status: status === 'deny' ? 'deny' : 'accept',
      expiry_time: wallTime(transaction.until),
      ...(transaction.settledAt && { settlement_time: wallTime(transaction.settledAt) }),
      ...(transaction.type === 'qris' && { acquirer: 'gopay' }),
      ...(account &&
        (bank === 'permata'
          ? { permata_va_number: account }
          : { va_numbers: [{ bank, va_number: account }] })),
    }
  }

  /** Notifies until somebody answers well. */
  async #tell(transaction: SandboxTransaction, status: Status, copies = 1): Promise<void> {
    const message = this.#describe(transaction, 'midtrans payment notification', status)
    const sign = createHash('sha512')
      .update(
        `${message.order_id}${message.status_code}${message.gross_amount}${this.options.serverKey}`
      )
      .digest('hex')
    const body = JSON.stringify({ ...message, signature_key: sign })
    transaction.told.push(body)
    await this.#send(transaction, body, copies)
  }

  async #send(transaction: SandboxTransaction, body: string, copies: number): Promise<void> {
    const { notificationUrl } = this.options
    const url =
      transaction.notificationUrl ?? notificationUrl?.replace('{way}', transaction.bank ?? 'qris')
    if (url) await Promise.all(Array.from({ length: copies }, () => this.#deliver(url, body)))
  }

  async #deliver(url: string, body: string): Promise<void> {
    for (const delay of [0, ...RETRY_AFTER_MS]) {
      try {
        if (delay) await sleep(delay, undefined, { signal: this.#stop.signal, ref: false })
        const answer = await fetch(url, {
          method: 'POST',
          redirect: 'manual',
          headers: { 'content-type': 'application/json' },
          body,
          signal: AbortSignal.any([AbortSignal.timeout(5_000), this.#stop.signal]),
        })
        await answer.body?.cancel()
        if (answer.ok) return
      } catch {
        if (this.#stop.signal.aborted) return
      }
    }
  }

  #isAuthorized(request: http.IncomingMessage): boolean {
    const expected = `Basic ${Buffer.from(`${this.options.serverKey}:`).toString('base64')}`
    const [given, right] = [header(request, 'authorization') ?? '', expected].map((text) =>
      createHash('sha256').update(text).digest()
    )
    return timingSafeEqual(given!, right!)
  }

  #faultFor(operation: string): Fault | null {
    const fault = this.#faults.find(({ on }) => on === operation)
    if (!fault) return null
    fault.times--
    this.#faults = this.#faults.filter(({ times }) => times > 0)
    return fault.kind
  }

  // ---- the control side ----

  async #control(request: http.IncomingMessage, path: string[], body: string): Promise<Reply> {
    const isForm = (header(request, 'content-type') ?? '').startsWith(
      'application/x-www-form-urlencoded'
    )
    const wish = isForm ? {} : parse(body || '{}')
    const done: Reply = isForm
      ? { status: 303, body: '', type: 'text/plain', location: '/' }
      : json(200, { status: 'ok' })
    if (request.method === 'GET' && path[0] === 'state')
      return json(200, { transactions: [...this.#transactions.values()] })
    if (request.method !== 'POST') return json(404, { error: 'no_such_path' })
    if (path[0] === 'faults') {
      const kind = FAULTS.find((one) => one === wish.kind)
      if (!kind) throw new Refusal('400', 'no such fault')
      const on = typeof wish.on === 'string' ? wish.on : 'charge'
      this.#faults.push({ kind, on, times: Number(wish.times) || 1 })
      return done
    }
    const transaction = path[0] === 'transactions' ? this.#find(path[1] ?? '') : undefined
    if (!transaction) return json(404, { error: 'not_found' })
    const copies = Math.min(10, Math.max(1, Number(wish.copies) || 1))
    if (path[2] === 'resend') {
      const { told } = transaction
      for (const one of wish.order === 'reversed' ? told.toReversed() : told)
        await this.#send(transaction, one, copies)
      return done
    }
    const action = ACTIONS[path[2] ?? '']
    if (!action) throw new Refusal('400', 'no such action')
    if (!action.from.includes(transaction.status))
      return json(409, { error: `not possible in status ${transaction.status}` })
    this.#become(transaction, action.to, copies)
    return done
  }
}

class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string
  ) {
    super(message)
  }
}

function operationOf(method: string, path: string[]): string | null {
  const [first, second, ...rest] = path
  if (method === 'POST' && first === 'charge' && path.length === 1) return 'charge'
  if (method === 'GET' && second === 'status') return 'status'
  if (method !== 'POST') return null
  if (second === 'refund' && ['', 'online/direct'].includes(rest.join('/'))) return 'refund'
  return second === 'cancel' || second === 'expire' ? second : null
}

function lifeOf(
  wish: { expiry_duration?: unknown; unit?: unknown } | undefined,
  isQris: boolean
): number {
  const unit = UNIT_MS[String(wish?.unit)]
  const wished = Number(wish?.expiry_duration) * (unit ?? Number.NaN)
  return Number.isFinite(wished) ? wished : isQris ? 15 * 60_000 : DAY_MS
}

/** Loopback callers who name a loopback host, from this very page or no page at all. */
function isNear(request: http.IncomingMessage): boolean {
  const host = (header(request, 'host') ?? '').replace(/:\d+$/, '')
  const site = header(request, 'sec-fetch-site') ?? 'none'
  return (
    /^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '') &&
    /^(127\.0\.0\.1|\[::1\]|([a-z0-9-]+\.)*localhost)$/.test(host) &&
    (request.method === 'GET' || site === 'none' || site === 'same-origin')
  )
}

function header(request: http.IncomingMessage, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}

function parse(text: string): Record<string, any> {
  try {
    const value = JSON.parse(text)
    if (value !== null && typeof value === 'object') return value
  } catch {
    throw new Refusal('413', 'The request cannot be processed due to malformed syntax')
  }
  throw new Refusal('413', 'The request cannot be processed due to malformed syntax')
}

/** As there, the status line says the same as `status_code` where it is an error. */
function said(code: string, message: string): Reply {
  return json(Number(code), { status_code: code, status_message: message, id: randomUUID() })
}

function json(status: number, body: object): Exclude<Reply, 'lost'> {
  return { status, body: JSON.stringify(body), type: 'application/json' }
}

/** Jakarta's, as they write it. */
function wallTime(at: number): string {
  return new Date(at + 7 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new Refusal('413', 'too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function main(): Promise<void> {
  const { env } = process
  const serverKey = env.MIDTRANS_SANDBOX_SERVER_KEY
  if (!serverKey)
    throw new Error('MIDTRANS_SANDBOX_SERVER_KEY is missing: the key shared with the store')
  const sandbox = await startMidtransSandbox({
    port: Number(env.MIDTRANS_SANDBOX_PORT ?? 3397),
    host: env.MIDTRANS_SANDBOX_HOST,
    serverKey,
    stateDir: env.MIDTRANS_SANDBOX_STATE_DIR,
    notificationUrl: env.MIDTRANS_SANDBOX_NOTIFICATION_URL,
  })
  console.log(`midtrans sandbox: ${sandbox.url}`)
  endInOrder(() => sandbox.close())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
