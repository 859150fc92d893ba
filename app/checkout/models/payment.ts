import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { PayDetails, PaymentMethodKey } from '#payments/contract'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json, sealed } from '#shared/database/columns'
import type { Rupiah } from '#shared/money'

/**
 * Every state of a charge, and where it may go from there. After `declined` money may still come: a
 * payment service reports late, or changes its mind, and what it took must be booked and given back.
 */
const NEXT_STATES = {
  pending: ['pending', 'unknown', 'billed', 'collected', 'declined'],
  unknown: ['pending', 'unknown', 'billed', 'collected', 'declined'],
  billed: ['collected', 'reversed'],
  collected: ['reversed'],
  declined: ['billed', 'collected'],
  reversed: [],
} as const satisfies Record<string, readonly string[]>

export type PaymentStatus = keyof typeof NEXT_STATES
export const PAYMENT_STATUSES = Object.keys(NEXT_STATES) as PaymentStatus[]

/** What a step of a payment may note about itself. */
type Marks = Partial<
  Pick<
    Payment,
    | 'billedAt'
    | 'collectedAt'
    | 'gatewayRef'
    | 'instructions'
    | 'payDetails'
    | 'reason'
    | 'reversedAt'
    | 'voucherCode'
  >
>

/** One charge: the purchase itself, or a month of a subscription. */
export default class Payment extends BaseRecord {
  static override table = 'payments'

  @column()
  declare orderId: number

  @column()
  declare method: PaymentMethodKey

  /** Stable: however often it is sent, there is one charge. */
  @column()
  declare idemKey: string

  /** `2026-11` for subscriptions. */
  @column()
  declare period: string | null

  @column()
  declare status: PaymentStatus

  @column()
  declare amount: Rupiah

  @column()
  declare gatewayRef: string | null

  @column()
  declare instructions: string | null

  /** With what it is paid while it waits. */
  @json()
  declare payDetails: PayDetails | null

  @sealed('payments.voucher_code')
  declare voucherCode: string | null

  @instant()
  declare askedAt: DateTime | null

  @column()
  declare sequence: number

  @column()
  declare reason: string | null

  @instant()
  declare billedAt: DateTime | null

  @instant()
  declare collectedAt: DateTime | null

  @instant()
  declare reversedAt: DateTime | null

  mayBecome(status: PaymentStatus): boolean {
    return (NEXT_STATES[this.status] as readonly PaymentStatus[]).includes(status)
  }

  /**
   * Takes the payment a step on; it is locked and in a transaction.
   *
   * @throws for a step that cannot be
   */
  async become(status: PaymentStatus, marks: Marks = {}): Promise<void> {
    if (!this.mayBecome(status))
      throw new Error(`payment ${this.publicId}: ${status} cannot follow ${this.status}`)
    await Object.assign(this, { status }, marks).save()
  }

  /** Of the purchase itself, not of a renewal: the order's state follows it. */
  get isFirst(): boolean {
    return !/:\d{4}-\d\d(:\d+)?$/.test(this.idemKey)
  }

  /** Its outcome is not known yet. */
  get isOpen(): boolean {
    return this.status === 'pending' || this.status === 'unknown'
  }

  /** Nothing happens before the customer pays. */
  get waitsForCustomer(): boolean {
    return this.status === 'pending' && (this.instructions ?? this.payDetails) !== null
  }

  get isCharged(): boolean {
    return this.status === 'billed' || this.status === 'collected'
  }
}
