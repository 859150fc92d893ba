import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

/** Monthly until the customer stops (R3.1). Its months are payments of its order. */
export default class Subscription extends BaseRecord {
  static override table = 'subscriptions'

  @column()
  declare orderId: number

  @column()
  declare customerId: number

  @column()
  declare contentId: number

  /** `stopping`: nothing more is billed, what was paid is still open. */
  @column()
  declare status: 'active' | 'stopping' | 'stopped'

  @column()
  declare anchorDay: number

  /** The month that is paid, `2026-11`. */
  @column()
  declare period: string

  @instant()
  declare renewsAt: DateTime

  /** Of the first decline of the month that is due; null while nothing is owed. Access stays open meanwhile. */
  @instant()
  declare graceFrom: DateTime | null

  /** When that month is charged again. */
  @instant()
  declare retryAt: DateTime | null

  @instant()
  declare stoppedAt: DateTime | null

  @instant()
  declare accessUntil: DateTime | null
}
