import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

export default class Subscription extends BaseRecord {
  static override table = 'subscriptions'

  @column()
  declare orderId: number

  @column()
  declare customerId: number

  @column()
  declare contentId: number

  @column()
  declare status: 'active' | 'stopping' | 'stopped'

  @column()
  declare anchorDay: number

  @column()
  declare period: string

  @instant()
  declare renewsAt: DateTime

  @instant()
  declare stoppedAt: DateTime | null

  @instant()
  declare accessUntil: DateTime | null
}
