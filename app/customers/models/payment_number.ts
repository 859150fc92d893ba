import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, sealed } from '#shared/database/columns'

export default class PaymentNumber extends BaseRecord {
  static override table = 'payment_numbers'

  @column()
  declare customerId: number

  @column()
  declare method: 'speedy' | 'flexi_postpaid' | 'flexi_prepaid'

  @sealed('payment_numbers.number')
  declare number: string

  @column()
  declare numberHash: string

  @column()
  declare masked: string

  @column()
  declare verificationRef: string | null

  @instant()
  declare verifiedAt: DateTime | null

  @instant()
  declare removedAt: DateTime | null
}
