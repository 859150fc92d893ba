import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { PaymentMethodKey } from '#payments/contract'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, sealed } from '#shared/database/columns'
import type { Rupiah } from '#shared/money'

export const PAYMENT_STATUSES = [
  'pending',
  'unknown',
  'authorised',
  'billed',
  'collected',
  'declined',
  'reversed',
] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

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

  /** Of the purchase itself, not of a renewal: the order's state follows it. */
  get isFirst(): boolean {
    return !/:\d{4}-\d\d(:\d+)?$/.test(this.idemKey)
  }

  /** Its outcome is not known yet. */
  get isOpen(): boolean {
    return this.status === 'pending' || this.status === 'unknown'
  }

  get isCharged(): boolean {
    return this.status === 'billed' || this.status === 'collected'
  }
}
