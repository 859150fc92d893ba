import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type { Rupiah } from '#shared/money'

export default class Voucher extends BaseRecord {
  static override table = 'vouchers'

  @column()
  declare environment: 'production' | 'development'

  @column()
  declare batch: string

  @column()
  declare codeHash: string

  @column()
  declare amount: Rupiah

  @instant()
  declare expiresAt: DateTime | null
}
