import { column } from '@adonisjs/lucid/orm'
import { Record as BaseRecord } from '#shared/database/base_model'
import type { Rupiah } from '#shared/money'

/** What was made of one idempotency key: the same key again gets the same answer. */
export default class VoucherRedemption extends BaseRecord {
  static override table = 'voucher_redemptions'

  @column()
  declare voucherId: number | null

  @column()
  declare idemKey: string

  @column()
  declare status: 'redeemed' | 'refused' | 'returned' | 'closed'

  @column()
  declare reason:
    'voucher_unknown' | 'voucher_used' | 'voucher_expired' | 'voucher_insufficient' | null

  @column()
  declare amount: Rupiah
}
