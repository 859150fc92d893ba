import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type { Rupiah } from '#shared/money'

export default class VoucherRedemption extends BaseRecord {
  static override table = 'voucher_redemptions'

  @column()
  declare voucherId: number

  @column()
  declare idemKey: string

  @column()
  declare amount: Rupiah

  @instant()
  declare reversedAt: DateTime | null
}
