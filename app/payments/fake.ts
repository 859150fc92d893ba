import { err, ok, type Result } from '#shared/result'
import type {
  CallbackError,
  CallbackEvent,
  CallbackHeaders,
  CancelOutcome,
  ChargeOutcome,
  ChargeRequest,
  InquiryOutcome,
  NumberVerification,
  PaymentMethod,
  PaymentMethodKey,
  RefundOutcome,
  RefundRequest,
  VoucherBook,
  VoucherForm,
  VoucherOutcome,
} from '#payments/contract'

interface FakeCharge {
  request: Pick<ChargeRequest, 'amount' | 'orderNo'> | null
  outcome: ChargeOutcome | { type: 'reversed'; ref: string }
  refund: { idemKey: string; ref: string } | null
}

/** What the next call is made to do: an outcome, or a message lost on its way there or back. */
export type FakeScript = ChargeOutcome | 'lose_request' | 'lose_answer'

const CALLBACK_HEADER = 'x-fake-signature'

/** A payment method in memory that keeps the contract, for tests of whoever uses the port. */
export class FakePaymentMethod implements PaymentMethod {
  readonly isSandbox = true
  readonly kind: PaymentMethod['kind']
  readonly collects: PaymentMethod['collects']
  readonly needsNumber: boolean
  readonly needsVoucher: boolean
  readonly numbers?: NumberVerification
  readonly vouchers?: VoucherForm
  /** Every charge request that arrived, repeated ones included. */
  readonly requests: ChargeRequest[] = []
  readonly #charges = new Map<string, FakeCharge>()
  readonly #script: FakeScript[] = []

  constructor(
    readonly key: PaymentMethodKey,
    traits: Partial<
      Pick<
        PaymentMethod,
        'kind' | 'collects' | 'needsNumber' | 'needsVoucher' | 'numbers' | 'vouchers'
      >
    > = {}
  ) {
    this.kind = traits.kind ?? 'immediate'
    this.collects = traits.collects ?? 'at_once'
    this.needsNumber = traits.needsNumber ?? false
    this.needsVoucher = traits.needsVoucher ?? false
    this.numbers = traits.numbers
    this.vouchers = traits.vouchers
  }

  /** Scripts the next charges, in order; unscripted ones succeed. */
  next(...script: FakeScript[]): this {
    this.#script.push(...script)
    return this
  }

  /** Number of charges that stand. */
  get standing(): number {
    return [...this.#charges.values()].filter(({ outcome }) =>
      ['billed', 'collected'].includes(outcome.type)
    ).length
  }

  /** Ends a pending or billed charge as the world outside would. */
  settle(idemKey: string, outcome: FakeCharge['outcome']): void {
    const charge = this.#charges.get(idemKey)
    if (!charge) throw new Error(`no charge ${idemKey}`)
    charge.outcome = outcome
  }

  /** Headers and body of a callback that {@link verifyCallback} takes. */
  callback(event: CallbackEvent): { headers: Record<string, string>; rawBody: string } {
    return { headers: { [CALLBACK_HEADER]: 'genuine' }, rawBody: JSON.stringify(event) }
  }

  async charge(request: ChargeRequest): Promise<ChargeOutcome> {
    if (this.needsNumber && !request.number) throw new Error(`${this.key}: number is missing`)
    if (this.needsVoucher && !request.voucherCode) throw new Error(`${this.key}: code is missing`)
    const script = this.#script.shift()
    if (script === 'lose_request') return { type: 'unknown', detail: 'lost on the way there' }
    this.requests.push(request)
    const charge = this.#chargeOnce(request, typeof script === 'object' ? script : null)
    if (script === 'lose_answer') return { type: 'unknown', detail: 'lost on the way back' }
    return charge.outcome.type === 'reversed'
      ? { type: 'declined', reason: 'cancelled' }
      : charge.outcome
  }

  async inquire(idemKey: string): Promise<InquiryOutcome> {
    return this.#charges.get(idemKey)?.outcome ?? { type: 'not_found' }
  }

  async cancel(idemKey: string): Promise<CancelOutcome> {
    const outcome = this.#charges.get(idemKey)?.outcome
    if (outcome && outcome.type !== 'pending' && !isCancelled(outcome)) {
      return { type: 'settled', outcome }
    }
    this.#charges.set(idemKey, {
      request: null,
      outcome: { type: 'declined', reason: 'cancelled' },
      refund: null,
    })
    return { type: 'cancelled' }
  }

  async refund({ idemKey, chargeIdemKey }: RefundRequest): Promise<RefundOutcome> {
    const charge = this.#charges.get(chargeIdemKey)
    if (charge?.refund?.idemKey === idemKey) return { type: 'refunded', ref: charge.refund.ref }
    if (charge?.outcome.type === 'reversed') return { type: 'declined', reason: 'already_reversed' }
    if (charge?.outcome.type !== 'billed' && charge?.outcome.type !== 'collected') {
      return { type: 'declined', reason: 'not_charged' }
    }
    charge.outcome = { type: 'reversed', ref: charge.outcome.ref }
    charge.refund = { idemKey, ref: `R-${idemKey}` }
    return { type: 'refunded', ref: charge.refund.ref }
  }

  verifyCallback(headers: CallbackHeaders, rawBody: string): Result<CallbackEvent, CallbackError> {
    if (headers[CALLBACK_HEADER] !== 'genuine') return err({ type: 'bad_signature' })
    return ok(JSON.parse(rawBody) as CallbackEvent)
  }

  #chargeOnce(request: ChargeRequest, scripted: ChargeOutcome | null): FakeCharge {
    const existing = this.#charges.get(request.idemKey)
    if (existing) {
      if (existing.request && existing.request.amount !== request.amount) {
        throw new Error(`${this.key}: ${request.idemKey} was another charge`)
      }
      return existing
    }
    const type = this.collects === 'later' ? 'billed' : 'collected'
    const charge: FakeCharge = {
      request,
      outcome: scripted ?? { type, ref: `F-${request.idemKey}` },
      refund: null,
    }
    this.#charges.set(request.idemKey, charge)
    return charge
  }
}

/** A voucher book in memory: each code has a value and pays once. */
export class FakeVoucherBook implements VoucherBook {
  readonly #values: Map<string, number>
  readonly #redemptions = new Map<
    string,
    { code: string; amount: number; outcome: VoucherOutcome }
  >()
  readonly #returned = new Set<string>()

  constructor(values: Record<string, number>) {
    this.#values = new Map(Object.entries(values))
  }

  async redeem(request: {
    idemKey: string
    code: string
    amount: number
  }): Promise<VoucherOutcome> {
    const first = this.#redemptions.get(request.idemKey)
    if (first) {
      if (isRefused(first.outcome, 'cancelled')) return first.outcome
      if (first.amount !== request.amount) throw new Error(`${request.idemKey} was another charge`)
      return this.#returned.has(request.idemKey)
        ? { type: 'refused', reason: 'cancelled' }
        : first.outcome
    }
    const outcome = this.#judge(request)
    this.#redemptions.set(request.idemKey, { ...request, outcome })
    return outcome
  }

  async find(idemKey: string) {
    if (this.#returned.has(idemKey)) return { type: 'returned' as const, ref: `V-${idemKey}` }
    return this.#redemptions.get(idemKey)?.outcome ?? { type: 'not_found' as const }
  }

  async giveBack({ idemKey }: { idemKey: string }) {
    const outcome = this.#redemptions.get(idemKey)?.outcome
    if (outcome?.type === 'redeemed') {
      this.#returned.add(idemKey)
      return { type: 'returned' as const, ref: `V-${idemKey}` }
    }
    if (!outcome) {
      const closed = { type: 'refused' as const, reason: 'cancelled' as const }
      this.#redemptions.set(idemKey, { code: '', amount: 0, outcome: closed })
    }
    return { type: 'nothing_redeemed' as const }
  }

  #judge({
    idemKey,
    code,
    amount,
  }: {
    idemKey: string
    code: string
    amount: number
  }): VoucherOutcome {
    const value = this.#values.get(code)
    if (value === undefined) return { type: 'refused', reason: 'voucher_unknown' }
    const isUsed = [...this.#redemptions].some(
      ([key, one]) =>
        one.code === code && one.outcome.type === 'redeemed' && !this.#returned.has(key)
    )
    if (isUsed) return { type: 'refused', reason: 'voucher_used' }
    if (value < amount) return { type: 'refused', reason: 'voucher_insufficient' }
    return { type: 'redeemed', ref: `V-${idemKey}` }
  }
}

function isCancelled(outcome: FakeCharge['outcome']): boolean {
  return outcome.type === 'declined' && outcome.reason === 'cancelled'
}

function isRefused(outcome: VoucherOutcome, reason: string): boolean {
  return outcome.type === 'refused' && outcome.reason === reason
}
