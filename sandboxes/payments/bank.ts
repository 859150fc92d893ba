import { randomInt, randomUUID } from 'node:crypto'
import type { Journal } from '#sandboxes/payments/journal'

/** How a gateway behaves: whether a success is billed or collected, and what it needs. */
export interface Behaviour {
  settles: 'billed' | 'collected'
  needs: 'number' | 'voucher_code' | null
}

/** The six gateways of the guide. */
export const METHODS: Readonly<Record<string, Behaviour>> = {
  speedy: { settles: 'billed', needs: 'number' },
  flexi_postpaid: { settles: 'billed', needs: 'number' },
  flexi_prepaid: { settles: 'collected', needs: 'number' },
  delima: { settles: 'collected', needs: null },
  instant_payment: { settles: 'collected', needs: null },
  telkom_voucher: { settles: 'collected', needs: 'voucher_code' },
}
export type Method = string

export type ChargeState = 'billed' | 'collected' | 'pending' | 'declined' | 'cancelled' | 'reversed'

export interface BankEvent {
  id: string
  type: 'billed' | 'collected' | 'reversed' | 'declined'
  sequence: number
  occurredAt: number
}

export interface Charge {
  method: Method
  key: string
  ref: string
  orderNo: string
  amount: number
  number: string | null
  voucherCode: string | null
  description: string
  state: ChargeState
  reason: string | null
  instructions: string | null
  at: number
  refund: { key: string; ref: string } | null
  events: BankEvent[]
}

export interface ChargeInput {
  orderNo: string
  amount: number
  number: string | null
  voucherCode: string | null
  description: string
}

export interface OneTimeCode {
  method: Method
  number: string
  code: string
  expiresAt: number
  attempts: number
}

/** What a control action may do to a charge, and from which states. */
const ACTIONS = {
  pay: { from: ['pending'] },
  collect: { from: ['billed'] },
  reverse: { from: ['billed', 'collected'] },
  expire: { from: ['pending'] },
} as const
export type Action = keyof typeof ACTIONS

const CODE_LIFE_MS = 10 * 60_000
const MAX_CODE_ATTEMPTS = 5

/**
 * Numbers that end so, and these amounts, make a charge fail in a chosen way. `99901` on a number
 * and `990001` as an amount mean the same, and so on.
 */
export const MAGIC = {
  99901: 'decline',
  99902: 'lost_answer',
  99903: 'slow',
  99904: 'error_500',
  99905: 'pending',
  99906: 'unknown_number',
} as const
export type MagicFault = (typeof MAGIC)[keyof typeof MAGIC]

export function magicFault(number: string | null, amount: number | null): MagicFault | null {
  const suffix = number?.slice(-5) ?? ''
  if (Object.hasOwn(MAGIC, suffix)) return MAGIC[Number(suffix) as keyof typeof MAGIC]
  const byAmount = amount !== null && amount > 990_000 ? String(amount - 990_000 + 99_900) : ''
  return Object.hasOwn(MAGIC, byAmount) ? MAGIC[Number(byAmount) as keyof typeof MAGIC] : null
}

/** The money side of the sandbox: charges, codes, vouchers. Knows nothing of HTTP. */
export class Bank {
  readonly charges = new Map<string, Charge>()
  readonly codes = new Map<string, OneTimeCode>()

  constructor(
    private readonly journal: Journal,
    private readonly now: () => number,
    readonly methods: Readonly<Record<string, Behaviour>> = METHODS
  ) {
    for (const record of journal.read()) {
      if (record.kind === 'charge') this.charges.set(record.id, record.data as Charge)
      if (record.kind === 'code') this.codes.set(record.id, record.data as OneTimeCode)
    }
  }

  isMethod(name: string): boolean {
    return Object.hasOwn(this.methods, name)
  }

  find(method: Method, key: string): Charge | undefined {
    return this.charges.get(`${method}/${key}`)
  }

  /** Charges once per key; a second call finds the first charge. Null: same key, other charge. */
  charge(
    method: Method,
    key: string,
    input: ChargeInput,
    forced: { state: 'pending' } | { state: 'declined'; reason: string } | null
  ): Charge | null {
    const existing = this.find(method, key)
    if (existing) {
      if (existing.state === 'cancelled') return existing
      const same = existing.amount === input.amount && existing.orderNo === input.orderNo
      return same ? existing : null
    }
    const refusal =
      forced?.state === 'declined' ? forced.reason : this.#voucherRefusal(method, input)
    const isPending = forced?.state === 'pending'
    const state = refusal ? 'declined' : isPending ? 'pending' : this.methods[method].settles
    const charge: Charge = {
      method,
      key,
      ref: `${method.slice(0, 3).toUpperCase()}-${randomUUID().slice(0, 13)}`,
      ...input,
      state,
      reason: refusal,
      instructions: state === 'pending' ? 'Selesaikan pembayaran di halaman kotak pasir.' : null,
      at: this.now(),
      refund: null,
      events: [],
    }
    this.#save(charge, state === 'billed' || state === 'collected' ? state : null)
    return charge
  }

  /** Closes a key: nothing can be charged under it any more. A charge that stands stays. */
  cancel(method: Method, key: string): Charge {
    const charge = this.find(method, key) ?? {
      method,
      key,
      ref: '',
      orderNo: '',
      amount: 0,
      number: null,
      voucherCode: null,
      description: '',
      state: 'pending',
      reason: null,
      instructions: null,
      at: this.now(),
      refund: null,
      events: [],
    }
    if (charge.state === 'pending') {
      charge.state = 'cancelled'
      charge.reason = 'cancelled'
      this.#save(charge, null)
    }
    return charge
  }

  /** Gives a charge back, whole, once per charge. */
  refund(charge: Charge, refundKey: string, amount: number | null) {
    if (charge.refund?.key === refundKey) return { ok: true as const, ref: charge.refund.ref }
    if (charge.state === 'reversed') return { ok: false as const, error: 'already_reversed' }
    if (charge.state !== 'billed' && charge.state !== 'collected') {
      return { ok: false as const, error: 'not_charged' }
    }
    if (amount !== null && amount !== charge.amount) return { ok: false as const, error: 'refused' }
    charge.state = 'reversed'
    charge.refund = { key: refundKey, ref: `RFD-${randomUUID().slice(0, 13)}` }
    this.#save(charge, null)
    return { ok: true as const, ref: charge.refund.ref }
  }

  /** What happens at the telco later: the bill is paid, taken back, the customer pays or does not. */
  act(charge: Charge, action: Action): BankEvent | null {
    if (!(ACTIONS[action].from as readonly string[]).includes(charge.state)) return null
    const next = {
      pay: this.methods[charge.method].settles,
      collect: 'collected',
      reverse: 'reversed',
      expire: 'declined',
    } as const
    charge.state = next[action]
    if (action === 'expire') charge.reason = 'expired'
    return this.#save(charge, next[action])
  }

  /** Makes a one-time code for a number; null when no such number exists. */
  sendCode(method: Method, number: string): OneTimeCode | null {
    if (magicFault(number, null) === 'unknown_number') return null
    const code: OneTimeCode = {
      method,
      number,
      code: String(randomInt(1_000_000)).padStart(6, '0'),
      expiresAt: this.now() + CODE_LIFE_MS,
      attempts: 0,
    }
    return this.#saveCode(code)
  }

  /** Null when the code is right; it is used up then. */
  confirmCode(method: Method, number: string, given: string): string | null {
    const code = this.codes.get(`${method}/${number}`)
    if (!code)
      return magicFault(number, null) === 'unknown_number' ? 'number_unknown' : 'code_expired'
    if (code.expiresAt < this.now()) return 'code_expired'
    if (code.attempts >= MAX_CODE_ATTEMPTS) return 'too_many_attempts'
    if (code.code !== given) {
      this.#saveCode({ ...code, attempts: code.attempts + 1 })
      return 'code_wrong'
    }
    this.#saveCode({ ...code, expiresAt: 0 })
    return null
  }

  /** `UJI-<value>-<anything>` pays up to its value, once; `TERPAKAI-…` and `KEDALUWARSA-…` are what they say. */
  #voucherRefusal(method: Method, input: ChargeInput): string | null {
    if (this.methods[method].needs !== 'voucher_code') return null
    const code = input.voucherCode?.trim().toUpperCase() ?? ''
    if (code.startsWith('TERPAKAI-')) return 'voucher_used'
    if (code.startsWith('KEDALUWARSA-')) return 'voucher_expired'
    const value = /^UJI-(\d{1,9})-[A-Z0-9]+$/.exec(code)?.[1]
    if (value === undefined) return 'voucher_unknown'
    const isUsed = [...this.charges.values()].some(
      (charge) => charge.voucherCode?.trim().toUpperCase() === code && charge.state === 'collected'
    )
    if (isUsed) return 'voucher_used'
    return Number(value) < input.amount ? 'voucher_insufficient' : null
  }

  #save(charge: Charge, eventType: BankEvent['type'] | null): BankEvent | null {
    const event = eventType && {
      id: randomUUID(),
      type: eventType,
      sequence: charge.events.length + 1,
      occurredAt: this.now(),
    }
    if (event) charge.events.push(event)
    const id = `${charge.method}/${charge.key}`
    this.charges.set(id, charge)
    this.journal.append('charge', id, charge)
    return event
  }

  #saveCode(code: OneTimeCode): OneTimeCode {
    const id = `${code.method}/${code.number}`
    this.codes.set(id, code)
    this.journal.append('code', id, code)
    return code
  }
}
