import { column } from '@adonisjs/lucid/orm'
import { Record as BaseRecord } from '#shared/database/base_model'
import type { Rupiah } from '#shared/money'
import type { VoucherRefusal } from '#vouchers/models/voucher'

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
  declare reason: VoucherRefusal | null

  @column({ consume: Number })
  declare amount: Rupiah

  /** What was gone with it, because the voucher keeps no rest. */
  @column({ consume: Number })
  declare forfeited: Rupiah
}
