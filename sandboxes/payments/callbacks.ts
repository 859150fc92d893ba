import { createHash, createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BankEvent, Charge } from '#sandboxes/payments/bank'
import type { Journal } from '#sandboxes/payments/journal'

const RETRY_DELAYS_MS = [500, 2_000, 10_000, 60_000, 300_000]
const TIMEOUT_MS = 5_000

export interface GatewayKey {
  kid: string
  secret: string
}

interface Delivery {
  method: string
  body: string
}

/** Tells the store what happened, at least once: undelivered events are sent again after a restart. */
export class Callbacks {
  #url: string | null = null
  readonly #waiting = new Map<string, Delivery>()
  readonly #stop = new AbortController()

  constructor(
    private readonly journal: Journal,
    private readonly key: GatewayKey,
    private readonly now: () => number
  ) {
    for (const record of journal.read()) {
      if (record.kind === 'callback_url') this.#url = record.data as string | null
      if (record.kind === 'callback') this.#waiting.set(record.id, record.data as Delivery)
      if (record.kind === 'delivered') this.#waiting.delete(record.id)
    }
  }

  get url(): string | null {
    return this.#url
  }

  /** Where events go; `{method}` in it is replaced. Null sends none. */
  setUrl(url: string | null): void {
    if (url === this.#url) return
    this.#url = url
    this.journal.append('callback_url', '', url)
  }

  /** Takes up what an earlier process left undelivered. */
  resume(): void {
    for (const [id, delivery] of this.#waiting) void this.#deliver(id, delivery)
  }

  /** Sends one event, several times if asked to. */
  send(charge: Charge, event: BankEvent, copies = 1): void {
    if (!this.#url) return
    const body = JSON.stringify({
      id: event.id,
      type: event.type,
      key: charge.key,
      ref: charge.ref,
      order_no: charge.orderNo,
      amount: charge.amount,
      sequence: event.sequence,
      occurred_at: event.occurredAt,
    })
    const delivery = { method: charge.method, body }
    this.#waiting.set(event.id, delivery)
    this.journal.append('callback', event.id, delivery)
    for (let copy = 0; copy < copies; copy++) void this.#deliver(event.id, delivery)
  }

  /** Sends events one after the other, in the order given. */
  async sendInOrder(charge: Charge, events: BankEvent[], copies: number): Promise<void> {
    for (const event of events) {
      this.send(charge, event, copies)
      await sleep(30, undefined, { signal: this.#stop.signal }).catch(() => {})
    }
  }

  close(): void {
    this.#stop.abort()
  }

  async #deliver(id: string, delivery: Delivery): Promise<void> {
    for (const delay of [0, ...RETRY_DELAYS_MS]) {
      try {
        if (delay) await sleep(delay, undefined, { signal: this.#stop.signal, ref: false })
        if (await this.#post(delivery)) break
      } catch {
        if (this.#stop.signal.aborted) return
        continue
      }
    }
    if (this.#stop.signal.aborted || !this.#waiting.delete(id)) return
    this.journal.append('delivered', id, null)
  }

  async #post({ method, body }: Delivery): Promise<boolean> {
    if (!this.#url) return false
    const timestamp = String(Math.floor(this.now() / 1000))
    const digest = createHash('sha256').update(body).digest('hex')
    const response = await fetch(this.#url.replace('{method}', method), {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'gateway-key': this.key.kid,
        'gateway-timestamp': timestamp,
        'gateway-signature': createHmac('sha256', this.key.secret)
          .update(['callback', timestamp, digest].join('\n'))
          .digest('hex'),
      },
      body,
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), this.#stop.signal]),
    })
    await response.body?.cancel()
    return response.ok
  }
}
