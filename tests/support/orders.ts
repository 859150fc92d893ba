import { createHmac, createHash } from 'node:crypto'
import {
  createServer,
  request as openRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Group } from '@japa/runner/core'
import db from '@adonisjs/lucid/services/db'
import checkout from '#config/checkout'
import surfaces from '#config/surfaces'
import { customerRef } from '#forwarding/customer_ref'
import { fakeOutbound } from '#forwarding/outbound'
import type Order from '#checkout/models/order'
import type Customer from '#customers/models/customer'
import PaymentNumber from '#customers/models/payment_number'
import type Partner from '#partners/models/partner'
import { startPaymentSandbox, type PaymentSandbox } from '#sandboxes/payments/server'
import { clock } from '#shared/clock'
import { createOutboundClient } from '#shared/outbound/client'
import { handlerFor } from '#shared/outbox/handlers'
import { publicId } from '#shared/public_id'
import env from '#start/env'
import { createCustomer, createPartner, digits, signIn } from './accounts.js'
import { createContent, type ContentWish, type MadeContent } from './contents.js'
import { bind } from './listings.js'
import type { Visitor } from './visitor.js'

export const GATEWAY_KEY = { kid: 'sandbox', secret: env.get('SANDBOX_GATEWAY_KEY')! }

/** The payment sandbox, where the test's configuration expects it. */
export function startGateway(): Promise<PaymentSandbox> {
  const url = new URL(env.get('SANDBOX_GATEWAY_URL')!)
  return startPaymentSandbox({
    port: Number(url.port),
    key: GATEWAY_KEY,
    slowMs: 50,
    now: () => clock.now().toMillis(),
  })
}

/** Makes the next calls of the gateway go wrong. */
export async function gatewayFault(fault: {
  kind: string
  on?: string
  method?: string
  times?: number
}): Promise<void> {
  const answer = await fetch(new URL('/_sandbox/faults', env.get('SANDBOX_GATEWAY_URL')), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  })
  if (!answer.ok) throw new Error(`no such fault: ${await answer.text()}`)
}

export interface SandboxCharge {
  key: string
  state: string
  amount: number
  ref: string
}

/** Everything that the gateway has charged. */
export async function allCharges(): Promise<SandboxCharge[]> {
  const answer = await fetch(new URL('/_sandbox/state', env.get('SANDBOX_GATEWAY_URL')))
  const { charges } = (await answer.json()) as { charges: SandboxCharge[] }
  return charges
}

/** What the gateway has charged under the keys of an order. */
export async function chargesOf(order: Order): Promise<SandboxCharge[]> {
  return (await allCharges()).filter(({ key }) => key.startsWith(`order:${order.publicId}`))
}

/** Headers with which a gateway signs a callback. */
export function callbackHeaders(body: string, key = GATEWAY_KEY): Record<string, string> {
  const timestamp = String(Math.floor(clock.now().toMillis() / 1000))
  const digest = createHash('sha256').update(body).digest('hex')
  return {
    'content-type': 'application/json',
    'gateway-key': key.kid,
    'gateway-timestamp': timestamp,
    'gateway-signature': createHmac('sha256', key.secret)
      .update(['callback', timestamp, digest].join('\n'))
      .digest('hex'),
  }
}

export interface GatewayEvent {
  id?: string
  type: 'billed' | 'collected' | 'reversed' | 'declined'
  key: string
  amount: number
  sequence: number
}

/** A callback as a gateway sends it. @returns the status of the answer */
export function sendCallback(
  method: string,
  event: GatewayEvent,
  over: Record<string, string> = {},
  host: keyof typeof surfaces.hosts = 'store'
): Promise<number> {
  const body = JSON.stringify({
    id: publicId(),
    ref: 'REF',
    occurred_at: clock.now().toMillis(),
    ...event,
  })
  return new Promise((resolve, reject) => {
    const outgoing = openRequest(
      {
        method: 'POST',
        host: surfaces.bindHost,
        port: surfaces.bindPort,
        path: `/callbacks/payments/${method}`,
        headers: {
          host: surfaces.hosts[host],
          ...callbackHeaders(body),
          ...over,
        },
      },
      (incoming) => incoming.resume().on('end', () => resolve(incoming.statusCode!))
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** What is left of an order in the books, by account. */
export async function balancesOf(order: Order): Promise<Record<string, number>> {
  const rows = await db
    .from('ledger_entries')
    .join('ledger_transactions', 'ledger_transactions.id', 'ledger_entries.transaction_id')
    .where('order_id', order.id)
    .groupBy('account')
    .select('account')
    .sum('amount as total')
  return Object.fromEntries(
    rows.map((row) => [row.account, Number(row.total)]).filter(([, total]) => total !== 0)
  )
}

/** Far more than a loaded machine needs: no test measures how fast a purchase is. */
const PATIENCE_MS = 25_000
const { customerWaitMs: CUSTOMER_WAIT_MS } = checkout

export type Answering = (
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse
) => void

/**
 * A partner's portal that answers as a test wants, and remembers what it was asked. While it stands
 * the customer's page waits for it, however slow this machine is.
 */
export class PartnerPortal {
  readonly calls: URLSearchParams[] = []
  answering: Answering = answerOk
  #server!: Server

  async open(): Promise<void> {
    this.#server = createServer((request, response) => {
      const query = new URL(request.url!, 'http://portal.invalid').searchParams
      this.calls.push(query)
      this.answering(query, request, response)
    })
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    checkout.customerWaitMs = PATIENCE_MS
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  callsOf(trxId: string): URLSearchParams[] {
    return this.calls.filter((query) => query.get('trx_id') === trxId)
  }

  async close(): Promise<void> {
    checkout.customerWaitMs = CUSTOMER_WAIT_MS
    this.#server.closeAllConnections()
    await new Promise((done) => this.#server.close(done))
  }
}

/** While a group runs: the payment sandbox, and a partner's portal that the stores may call. It answers well when a test begins. */
export function openTrade(group: Group): PartnerPortal {
  const portal = new PartnerPortal()
  group.setup(async () => {
    const gateway = await startGateway()
    await portal.open()
    const closeGuard = allowLocalPortals()
    return async () => {
      closeGuard()
      await portal.close()
      await gateway.close()
    }
  })
  group.each.setup(() => {
    portal.answering = answerOk
  })
  return portal
}

export const answerOk: Answering = (query, _request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(
    JSON.stringify({
      status: 'OK',
      trx_id: query.get('trx_id'),
      ref: `R-${query.get('trx_id')?.slice(-6)}`,
    })
  )
}

export const answerWith =
  (body: object | string, status = 200): Answering =>
  (query, _request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    const said =
      typeof body === 'string' ? body : JSON.stringify({ trx_id: query.get('trx_id'), ...body })
    response.end(said)
  }

/** Lets the production store call portals of this machine over http, as no deployment does. Returns the way back. */
export function allowLocalPortals(): () => void {
  return fakeOutbound(
    'production',
    createOutboundClient({
      environmentPolicy: { httpsOnly: true, allowHosts: ['127.0.0.1'] },
      connectTimeoutMs: PATIENCE_MS,
      deadlineMs: PATIENCE_MS,
    })
  )
}

export interface Shop extends MadeContent {
  customer: Customer
  visitor: Visitor
  environment: 'production' | 'development'
}

/** A content whose URLs lead to the portal, and a customer who may buy it, signed in. */
export async function openShop(
  portal: PartnerPortal,
  wish: ContentWish & { environment?: 'production' | 'development'; partner?: Partner } = {}
): Promise<Shop> {
  const environment = wish.environment ?? 'production'
  const partner = wish.partner ?? (await createPartner())
  const made = await createContent(partner, {
    ...wish,
    version: {
      forwardingUrlProduction: `${portal.url}/terima?toko=1`,
      forwardingUrlDevelopment: `${portal.url}/uji/terima`,
      redirectUrlProduction: `${portal.url}/masuk`,
      redirectUrlDevelopment: `${portal.url}/uji/masuk`,
      ...wish.version,
    },
  })
  const customer = await createCustomer(environment)
  if (environment === 'development') await bind(customer, partner)
  return { ...made, customer, visitor: await signIn(customer), environment }
}

/** A number of the customer, verified unless said otherwise. */
export async function registerNumber(
  customer: Customer,
  method: 'speedy' | 'flexi_postpaid' | 'flexi_prepaid',
  over: { number?: string; verified?: boolean } = {}
): Promise<PaymentNumber> {
  const number = over.number ?? (method === 'speedy' ? `1${digits(11)}` : `021${digits(8)}`)
  return PaymentNumber.create({
    customerId: customer.id,
    method,
    number,
    numberHash: createHash('sha256').update(number).digest('hex'),
    masked: `•••• ${number.slice(-4)}`,
    verifiedAt: over.verified === false ? null : clock.now(),
    removedAt: null,
  })
}

/** Presses *Beli* on the product's form, as it stands there. */
export async function buy(shop: Shop, method = 'delima', more: Record<string, string> = {}) {
  await shop.visitor.get(`/products/${shop.content.publicId}`)
  return shop.visitor.submit('form.purchase', { method, ...more })
}

export function refOf(customer: Customer, partner: Partner): string {
  return customerRef(customer.publicId, partner.publicId)
}

/**
 * Does what the worker would now do for one order and nothing else: other tests leave rows of their own
 * in the outbox, and a test that travels in time would wake them.
 */
export async function workOff(order: Order): Promise<void> {
  const payments = await db.from('payments').where('order_id', order.id).select('id')
  const paymentIds = new Set(payments.map(({ id }) => id))
  await workOffRows(async (kind, payload) => {
    if (kind === 'mail') return payload.payload?.orderId === order.id
    if (payload.orderId !== undefined)
      return payload.orderId === order.id && kind !== 'order.fulfilled'
    if (payload.paymentId !== undefined) {
      if (paymentIds.has(payload.paymentId)) return true
      const [row] = await db.from('payments').where('id', payload.paymentId).select('order_id')
      return row?.order_id === order.id
    }
    if (payload.deliveryId === undefined) return false
    const [row] = await db.from('deliveries').where('id', payload.deliveryId).select('order_id')
    return row?.order_id === order.id
  })
}

/** What became of an order and why, for the message of a test that fails. */
export async function storyOf(order: Order): Promise<string> {
  const mine = (table: string) => db.from(table).where('order_id', order.id).orderBy('id')
  const calls = db
    .from('delivery_attempts')
    .join('deliveries', 'deliveries.id', 'delivery_attempts.delivery_id')
    .where('order_id', order.id)
    .orderBy('delivery_attempts.id')
  return JSON.stringify({
    steps: await mine('order_events').select('to_status', 'at'),
    payments: await mine('payments').select('status', 'reason', 'asked_at'),
    deliveries: await mine('deliveries').select('event', 'status', 'attempts', 'last_reason'),
    calls: await calls.select('verdict', 'reason', 'started_at', 'connect_ms', 'total_ms'),
  })
}

/** Does the due rows of the outbox that are meant, and those that they bring about. */
export async function workOffRows(
  isMeant: (kind: string, payload: Record<string, any>) => boolean | Promise<boolean>
): Promise<void> {
  for (let round = 0; round < 30; round++) {
    const due = await db
      .from('outbox')
      .where('status', 'pending')
      .where('run_at', '<=', clock.now().toMillis())
      .orderBy('id')
      .select('id', 'public_id', 'kind', 'payload')
    let done = 0
    for (const row of due) {
      const payload = JSON.parse(row.payload)
      const registration = handlerFor(row.kind)
      if (!registration || !(await isMeant(row.kind, payload))) continue
      await db.from('outbox').where('id', row.id).update({ status: 'running' })
      await registration.handle(payload, { id: row.public_id, attempt: 1 })
      await db.from('outbox').where('id', row.id).update({ status: 'done' })
      done++
    }
    if (done === 0) return
  }
  throw new Error('the outbox feeds itself')
}
