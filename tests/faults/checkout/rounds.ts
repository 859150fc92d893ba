/*
 * Rounds of purchases through which the plug is pulled. Each round buys four things at once (at once, by bill, of a portal that refuses, by the
 * month), lets the bill be paid and the month be renewed and stopped, and kills the store at one named point on the way; a fresh process, whose
 * clock is three minutes on, has to bring all of it to its end. Gateway and portal stay alive and remember everything.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as openRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { LedgerVerdict } from '#ledger/queries/verify_ledger'
import { startPaymentSandbox } from '#sandboxes/payments/server'
import { FAULT_POINTS, type FaultPoint } from '#shared/fault_points'
import { freePort } from '#tests/support/ports'
import type { Buyer, Command, Purchase } from './store.js'

const PROGRAM = fileURLToPath(new URL('store.ts', import.meta.url))
const TYPESCRIPT = new URL('../../../bin/typescript.js', import.meta.url).href
const HOST = 'stores.localhost'
/** Longer than any lease: of the outbox, of a delivery. */
const DOWN_FOR_MS = 180_000
/** No round takes that long, however busy the machine: what is not done by then is lost. */
const PATIENCE_MS = 240_000
/** What stands still so long waits for its next try, as after a call that a busy machine was too slow for: time goes on by another kill. */
const STANDSTILL_MS = 20_000
const LOOK_EVERY_MS = 40

/** How often a round passes each point at least. Where nothing is said: once for each purchase. */
const PASSES: Partial<Record<FaultPoint, number>> = {
  'refund.answered': 1,
  'refund.booked': 1,
  'renewal.opening': 1,
  'renewal.opened': 1,
  'callback.applying': 1,
  'callback.applied': 1,
  'order.inserting': 4,
  'order.placed': 4,
}

interface Plan {
  url: string
  folder: string
  rounds: number
  seed: number
  say: (line: string) => void
}

export interface Outcome {
  rounds: number
  lost: number
  doubled: number
  isBalanced: boolean
}

type Wish = 'once' | 'billed' | 'refused' | 'monthly'
const WISHES: readonly Wish[] = ['once', 'billed', 'refused', 'monthly']

/** Pulls the plug once in each round. Every tenth and the last are told with `say`. */
export async function pullPlugs({ url, folder, rounds, seed, say }: Plan): Promise<Outcome> {
  const random = randomFrom(seed)
  const points = Object.keys(FAULT_POINTS) as FaultPoint[]
  const world = await World.open(url, folder)
  const outcome: Outcome = { rounds: 0, lost: 0, doubled: 0, isBalanced: true }
  try {
    for (let round = 1; round <= rounds; round++) {
      // Each point comes before any comes again.
      const point = points[(round - 1 + (seed % points.length)) % points.length]!
      const passes = 1 + Math.floor(random() * (PASSES[point] ?? WISHES.length))
      const began = performance.now()
      const faults = await world.round(point, passes)
      outcome.rounds++
      outcome.lost += faults.lost.length
      outcome.doubled += faults.doubled.length
      for (const fault of [...faults.lost, ...faults.doubled])
        say(`round ${round}, ${point} (pass ${passes}): ${fault}`)
      if (round % 10 === 0 || round === rounds)
        say(`round ${round}: ${point}, ${Math.round(performance.now() - began)} ms`)
    }
    const left = await world.leftovers()
    if (left.dead + left.due > 0) {
      say(`errands: ${left.dead} given up, ${left.due} never done`)
      outcome.lost += left.dead + left.due
    }
    const { ok, problems } = await world.verify()
    outcome.isBalanced = ok
    problems.forEach((problem) => say(`ledger: ${problem}`))
    return outcome
  } finally {
    await world.close()
  }
}

interface Faults {
  lost: string[]
  doubled: string[]
}

/** Everything around the store, and the store itself, which comes and goes. */
class World {
  /** Milliseconds by which the store's and the gateway's clocks are ahead. */
  #ahead = 0
  #store!: StoreProcess
  /** Boots while the other one works. */
  #spare!: Promise<StoreProcess>
  readonly #portal = new Portal()
  #gateway!: Awaited<ReturnType<typeof startPaymentSandbox>>
  #contents!: Record<'once' | 'refused' | 'monthly', string>
  #port = 0
  #environment: NodeJS.ProcessEnv = {}

  static async open(url: string, folder: string): Promise<World> {
    const world = new World()
    const [port, gatewayPort] = [await freePort(), await freePort()]
    const secret = randomBytes(16).toString('hex')
    world.#port = port
    world.#gateway = await startPaymentSandbox({
      port: gatewayPort,
      key: { kid: 'sandbox', secret },
      callbackUrl: `http://localhost:${port}/callbacks/payments/{method}`,
      now: () => Date.now() + world.#ahead,
    })
    await world.#portal.open()
    world.#environment = {
      ...process.env,
      NODE_ENV: 'test',
      THROWAWAY_DATA: '1',
      HOST: '127.0.0.1',
      PORT: String(port),
      SMTP_PORT: String(await freePort()),
      APP_KEY: randomBytes(32).toString('base64url'),
      KEYSTORE_PASSWORD: randomBytes(16).toString('hex'),
      SANDBOX_GATEWAY_URL: `http://127.0.0.1:${gatewayPort}`,
      SANDBOX_GATEWAY_KEY: secret,
      DATABASE_URL: url,
      STORAGE_DIR: join(folder, 'storage'),
      LOG_LEVEL: 'fatal',
      MAILER: 'mailbox',
      SURFACES: 'hosts',
      OUTBOUND_ALLOW: '127.0.0.1',
      // A store boots in every round: what V8 has compiled serves the next one.
      NODE_COMPILE_CACHE: join(tmpdir(), 'etalase-faults-v8'),
    }
    // The first one migrates: none may boot beside it.
    world.#store = await StoreProcess.boot(world.#environment)
    world.#spare = StoreProcess.boot(world.#environment)
    await world.#store.ask({ do: 'serve', aheadMs: 0 })
    world.#contents = await world.#store.ask({ do: 'stock', portal: world.#portal.url })
    return world
  }

  async round(point: FaultPoint, passes: number): Promise<Faults> {
    const buyer: Buyer = await this.#store.ask({ do: 'customer', product: this.#contents.once })
    const forms = Object.fromEntries(
      WISHES.map((wish) => [wish, randomBytes(15).toString('base64url')])
    ) as Record<Wish, string>
    const killed = this.#store
    await killed.ask({ do: 'arm', point, passes })
    const faults = await this.#seeThrough(buyer, forms).catch((error): Faults => {
      if (!(error instanceof Amiss)) throw error
      return { lost: [error.message], doubled: [] }
    })
    if (killed.isAlive && faults.lost.length === 0)
      throw new Error(`${point} was never passed ${passes} times`)
    return faults
  }

  /** From the four clicks to the end of the last event. */
  async #seeThrough(buyer: Buyer, forms: Record<Wish, string>): Promise<Faults> {
    const until = performance.now() + PATIENCE_MS
    const numbers = await Promise.all(WISHES.map((wish) => this.#press(buyer, wish, forms[wish])))
    const seen = () => this.#report(forms)
    const isAt = (orders: Record<Wish, Purchase[]>, status: Record<Wish, string>) =>
      WISHES.every((wish) => orders[wish][0]?.status === status[wish])
    const done = {
      once: 'fulfilled',
      billed: 'fulfilled',
      refused: 'refunded',
      monthly: 'fulfilled',
    }
    const bought = await this.#until(until, seen, (orders) => isAt(orders, done))

    const [bill] = bought.billed[0]!.payments
    await this.#collect(bill!.idemKey)
    const monthly = bought.monthly[0]!
    await this.#again(async () => {
      const [order] = (await seen()).monthly
      if (order!.payments.length < 2) await this.#store.ask({ do: 'renew', orderId: monthly.id })
    })
    await this.#until(until, seen, ({ billed, monthly: [order] }) => {
      const isRenewed = order!.payments.length === 2 && order!.payments[1]!.status === 'collected'
      return billed[0]!.payments[0]!.status === 'collected' && isRenewed
    })
    await this.#again(() => this.#store.ask({ do: 'stop', orderId: monthly.id }))
    const EVENTS = ['purchase', 'renewal', 'stop']
    const ended = await this.#until(until, seen, ({ monthly: [order] }) =>
      EVENTS.every((event) =>
        order!.deliveries.some((one) => one.event === event && one.status === 'delivered')
      )
    )
    return this.#judge(ended, numbers)
  }

  #judge(orders: Record<Wish, Purchase[]>, numbers: string[]): Promise<Faults> {
    const lost: string[] = []
    const doubled: string[] = []
    for (const [index, wish] of WISHES.entries()) {
      const [order, ...more] = orders[wish]
      if (more.length > 0) doubled.push(`${wish}: ${more.length + 1} orders of one form`)
      if (order!.number !== numbers[index])
        lost.push(`${wish}: ${numbers[index]} was acknowledged, ${order!.number} is there`)
      const told = new Map<string, Set<string>>()
      for (const call of this.#portal.callsOf(order!.number)) {
        const event = `${call.event} ${call.period}`
        told.set(event, (told.get(event) ?? new Set()).add(call.trxId))
      }
      for (const [event, ids] of told)
        if (ids.size > 1) doubled.push(`${wish}: ${event} came under ${ids.size} ids`)
      if (wish !== 'refused' && !this.#portal.hasGranted(order!.number))
        lost.push(`${wish}: the partner never granted ${order!.number}`)
      const periods = order!.payments.map(({ period }) => period)
      if (new Set(periods).size < periods.length) doubled.push(`${wish}: a month was charged twice`)
    }
    return this.#judgeCharges(orders, { lost, doubled })
  }

  /** What the gateway has taken is what the books say: once for each payment, and nothing of what was refused. */
  async #judgeCharges(orders: Record<Wish, Purchase[]>, faults: Faults): Promise<Faults> {
    const answer = await fetch(`${this.#gateway.url}/_sandbox/state`)
    const { charges } = (await answer.json()) as { charges: { key: string; state: string }[] }
    for (const wish of WISHES) {
      const { payments, number } = orders[wish][0]!
      const expected = wish === 'refused' ? 'reversed' : 'collected'
      for (const { idemKey } of payments) {
        const mine = charges.filter(({ key }) => key === idemKey)
        if (mine.length > 1)
          faults.doubled.push(`${wish}: ${number} was charged ${mine.length} times`)
        if (mine[0]?.state !== expected)
          faults.lost.push(`${wish}: the charge of ${number} is ${mine[0]?.state ?? 'not there'}`)
      }
    }
    return faults
  }

  /** Presses *Beli* until it is answered: who is cut off presses the same form again. @returns the order's number */
  async #press(buyer: Buyer, wish: Wish, formKey: string): Promise<string> {
    const content = wish === 'billed' ? 'once' : wish
    const body = new URLSearchParams({
      _csrf: buyer.token,
      form_key: formKey,
      content: this.#contents[content],
      method: wish === 'billed' ? `speedy:${buyer.number}` : 'delima',
    }).toString()
    let location: string | undefined
    await this.#again(async () => {
      const answer = await post(this.#port, '/orders', body, buyer.cookie)
      if (answer.status !== 302) throw new Amiss(`a purchase was answered with ${answer.status}`)
      ;({ location } = answer)
    })
    return location!.split('/').at(-1)!
  }

  /** The customer pays the bill; the gateway tells it twice. */
  async #collect(key: string): Promise<void> {
    const answer = await fetch(
      `${this.#gateway.url}/_sandbox/charges/speedy/${encodeURIComponent(key)}/collect`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ copies: 2 }),
      }
    )
    if (!answer.ok) throw new Amiss(`the gateway does not collect: ${await answer.text()}`)
  }

  #report(forms: Record<Wish, string>): Promise<Record<Wish, Purchase[]>> {
    return this.#again(async () => {
      const found = await this.#store.ask<Record<string, Purchase[]>>({
        do: 'report',
        forms: Object.values(forms),
      })
      const entries = WISHES.map((wish) => [wish, found[forms[wish]]!])
      return Object.fromEntries(entries) as Record<Wish, Purchase[]>
    })
  }

  async #until<T>(
    deadline: number,
    look: () => Promise<T>,
    isDone: (seen: T) => boolean
  ): Promise<T> {
    let patience = performance.now() + STANDSTILL_MS
    for (;;) {
      const seen = await look()
      if (isDone(seen)) return seen
      if (performance.now() > deadline) throw new Amiss(`not done in time: ${JSON.stringify(seen)}`)
      if (performance.now() > patience) {
        await this.#moveOn()
        patience = performance.now() + STANDSTILL_MS
      }
      await sleep(LOOK_EVERY_MS)
    }
  }

  /** Three minutes and another process later. */
  async #moveOn(): Promise<void> {
    const store = this.#store
    store.kill()
    await store.ended
    await this.#replace(store)
  }

  /** Once more with the next process where the store died under it; of those that are cut off together one brings it back. */
  async #again<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      const store = this.#store
      try {
        return await work()
      } catch (error) {
        // A connection breaks a moment before the end of a process is heard of.
        await Promise.race([store.ended, sleep(1_000)])
        if (store.isAlive) throw error
        await this.#replace(store)
      }
    }
  }

  #replacing: Promise<void> | null = null

  async #replace(dead: StoreProcess): Promise<void> {
    if (this.#store !== dead) return
    this.#replacing ??= (async () => {
      this.#ahead += DOWN_FOR_MS
      const next = await this.#spare
      await next.ask({ do: 'serve', aheadMs: this.#ahead })
      this.#store = next
      this.#spare = StoreProcess.boot(this.#environment)
    })().finally(() => (this.#replacing = null))
    await this.#replacing
  }

  /** An hour later everything has had its turn. */
  async leftovers(): Promise<{ due: number; dead: number }> {
    this.#ahead += 3_600_000
    await this.#moveOn()
    const ask = () => this.#store.ask<{ due: number; dead: number }>({ do: 'leftovers' })
    try {
      return await this.#until(performance.now() + PATIENCE_MS, ask, ({ due }) => due === 0)
    } catch (error) {
      if (error instanceof Amiss) return ask()
      throw error
    }
  }

  verify(): Promise<LedgerVerdict> {
    return this.#store.ask({ do: 'verify' })
  }

  async close(): Promise<void> {
    this.#store?.kill()
    await this.#spare?.then((spare) => spare.kill()).catch(() => {})
    await this.#portal.close()
    await this.#gateway?.close()
  }
}

/** What a customer, a gateway or a clock would call wrong; anything else is a fault of this program. */
class Amiss extends Error {}

/** A store that may be killed. */
class StoreProcess {
  readonly ended: Promise<unknown>
  #next = 0
  readonly #waiting = new Map<number, { resolve(value: any): void; reject(error: Error): void }>()

  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, 'exit')
    child.on('message', (message: { id: number; value?: unknown; error?: string }) => {
      const waiting = this.#waiting.get(message.id)
      this.#waiting.delete(message.id)
      if (message.error === undefined) waiting?.resolve(message.value)
      else waiting?.reject(new Error(message.error))
    })
    child.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the store has died'))
      this.#waiting.clear()
    })
  }

  static async boot(env: NodeJS.ProcessEnv): Promise<StoreProcess> {
    const child = fork(PROGRAM, [], {
      execArgv: [`--import=${TYPESCRIPT}`],
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const store = new StoreProcess(child)
    const died = store.ended.then(() => Promise.reject(new Error('the store does not start')))
    died.catch(() => {})
    await Promise.race([once(child, 'message'), died])
    return store
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  ask<T = unknown>(command: Command): Promise<T> {
    const id = ++this.#next
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.child.send({ id, command }, (error) => error && reject(error))
    })
  }

  kill(): void {
    this.child.kill('SIGKILL')
  }
}

interface Call {
  orderNo: string
  event: string
  period: string
  trxId: string
}

/** A partner that grants each `trx_id` once, and refuses at one address. It remembers every call. */
class Portal {
  readonly #calls = new Map<string, Call[]>()
  readonly #granted = new Set<string>()
  #server!: Server

  async open(): Promise<void> {
    this.#server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url!, 'http://portal.invalid')
      const read = (name: string) => searchParams.get(name) ?? ''
      const call = {
        orderNo: read('order_no'),
        event: read('event'),
        period: read('period'),
        trxId: read('trx_id'),
      }
      this.#calls.set(call.orderNo, [...(this.#calls.get(call.orderNo) ?? []), call])
      const status =
        pathname === '/refuse' && call.event === 'purchase' ? 'REJECTED' : this.#take(call)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ status, trx_id: call.trxId, ref: `R-${call.trxId.slice(-6)}` }))
    })
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
  }

  #take({ trxId, event, orderNo }: Call): 'OK' | 'DUPLICATE' {
    if (this.#granted.has(trxId)) return 'DUPLICATE'
    this.#granted.add(trxId)
    if (event === 'purchase') this.#granted.add(orderNo)
    return 'OK'
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  callsOf(orderNo: string): Call[] {
    return this.#calls.get(orderNo) ?? []
  }

  hasGranted(orderNo: string): boolean {
    return this.#granted.has(orderNo)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((done) => this.#server.close(done))
  }
}

function post(
  port: number,
  path: string,
  body: string,
  cookie: string
): Promise<{ status: number; location?: string | undefined }> {
  return new Promise((resolve, reject) => {
    const outgoing = openRequest(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        // An address of its own for each: limits per address hold.
        localAddress: `127.${1 + Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}.${1 + Math.floor(Math.random() * 250)}`,
        headers: {
          'host': HOST,
          'origin': `http://${HOST}:${port}`,
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
          cookie,
        },
      },
      (incoming) => {
        incoming.resume()
        incoming.on('error', reject)
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode!, location: incoming.headers.location })
        )
      }
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
