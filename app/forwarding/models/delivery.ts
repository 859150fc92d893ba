import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { ForwardingParameters } from '#forwarding/call'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json } from '#shared/database/columns'

/** Where the delivery of an event may stand; all but the first are settled. */
export const DELIVERY_STATUSES = [
  'pending',
  'delivered',
  'rejected',
  'failed',
  'gone',
  'called_off',
] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/** One event for a partner: its payload is frozen, its `trxId` the same for every attempt. */
export default class Delivery extends BaseRecord {
  static override table = 'deliveries'

  @column()
  declare trxId: string

  @column()
  declare dedupeKey: string

  @column()
  declare partnerId: number

  @column()
  declare contentId: number

  @column()
  declare orderId: number | null

  @column()
  declare environment: 'production' | 'development'

  @column()
  declare event: 'purchase' | 'renewal' | 'stop' | 'refund' | 'test'

  @json()
  declare parameters: ForwardingParameters

  @column()
  declare url: string

  /** `called_off`: what it would tell is no longer so, as when the money went back first. */
  @column()
  declare status: DeliveryStatus

  @column()
  declare attempts: number

  @column()
  declare lastReason: string | null

  @column()
  declare partnerRef: string | null

  @instant()
  declare nextAttemptAt: DateTime | null

  @instant()
  declare lockedUntil: DateTime | null

  @instant()
  declare settledAt: DateTime | null
}
