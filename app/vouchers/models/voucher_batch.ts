import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { flag, instant } from '#shared/database/columns'
import type { Rupiah } from '#shared/money'

/** Vouchers that were made together, all worth the same. */
export default class VoucherBatch extends BaseRecord {
  static override table = 'voucher_batches'

  @column()
  declare environment: 'production' | 'development'

  @column()
  declare name: string

  @column()
  declare amount: Rupiah

  @column()
  declare count: number

  /** Pays several orders until it is empty; without, one order, and what is left of it is gone. */
  @flag()
  declare keepsRest: boolean

  @instant()
  declare expiresAt: DateTime | null

  @instant()
  declare voidedAt: DateTime | null

  @column()
  declare voidReason: string | null
}
