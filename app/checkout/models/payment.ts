import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type { Rupiah } from '#shared/money'

export default class Payment extends BaseRecord {
  static override table = 'payments'

  @column()
  declare orderId: number

  @column()
  declare method: string

  @column()
  declare idemKey: string

  @column()
  declare period: string | null

  @column()
  declare status: 'pending' | 'unknown' | 'authorised' | 'billed' | 'collected' | 'declined' | 'reversed'

  @column()
  declare amount: Rupiah

  @column()
  declare gatewayRef: string | null

  @column()
  declare reason: string | null

  @instant()
  declare billedAt: DateTime | null

  @instant()
  declare collectedAt: DateTime | null

  @instant()
  declare reversedAt: DateTime | null
}
