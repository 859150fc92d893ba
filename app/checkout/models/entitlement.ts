import { BaseModel, column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { instant } from '#shared/database/columns'

export default class Entitlement extends BaseModel {
  static override table = 'entitlements'

  @column({ isPrimary: true })
  declare id: number

  @column()
  declare orderId: number

  @column()
  declare customerId: number

  @column()
  declare contentId: number

  @instant()
  declare grantedAt: DateTime

  @instant()
  declare endsAt: DateTime | null
}
