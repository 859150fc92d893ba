import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** One forwarding call as the partner saw it. */
export interface ReceivedCall {
  at: number
  env: string
  event: string
  trxId: string
  orderNo: string
  contentId: string
  custRef: string
  amount: string
  attempt: string
  mode: string
  /** What was answered: `OK`, `DUPLICATE`, `REJECTED`, an HTTP status, … */
  answered: string
  /** The partner's own reference, where the transaction was accepted. */
  ref: string | null
}

/** What the partner remembers: calls, accepted transactions, and who may open what. */
export class Records {
  readonly calls: ReceivedCall[] = []
  readonly #refs = new Map<string, string>()
  readonly #entitled = new Set<string>()

  /** @param file JSON lines, appended before a call is answered; null keeps everything in memory */
  constructor(private readonly file: string | null) {
    if (!file) return
    mkdirSync(dirname(file), { recursive: true })
    if (!existsSync(file)) return
    const text = readFileSync(file, 'utf8')
    if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n')
    for (const line of text.split('\n')) {
      try {
        this.#apply(JSON.parse(line) as ReceivedCall)
      } catch {
        continue
      }
    }
  }

  /** The reference that an earlier call of this transaction got. */
  refOf(env: string, trxId: string): string | undefined {
    return this.#refs.get(`${env}/${trxId}`)
  }

  get nextRef(): string {
    return `MTR-${String(this.#refs.size + 1).padStart(6, '0')}`
  }

  mayOpen(env: string, custRef: string, contentId: string): boolean {
    return this.#entitled.has(`${env}/${custRef}/${contentId}`)
  }

  add(call: ReceivedCall): void {
    if (this.file) appendFileSync(this.file, `${JSON.stringify(call)}\n`)
    this.#apply(call)
  }

  #apply(call: ReceivedCall): void {
    this.calls.push(call)
    if (call.ref === null || call.answered === 'DUPLICATE') return
    this.#refs.set(`${call.env}/${call.trxId}`, call.ref)
    const entitlement = `${call.env}/${call.custRef}/${call.contentId}`
    if (call.event === 'purchase' || call.event === 'renewal') this.#entitled.add(entitlement)
    if (call.event === 'stop' || call.event === 'refund') this.#entitled.delete(entitlement)
  }
}
