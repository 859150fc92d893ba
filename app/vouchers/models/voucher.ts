import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { flag, instant } from '#shared/database/columns'
import type { Rupiah } from '#shared/money'

export type VoucherRefusal =
  'voucher_unknown' | 'voucher_used' | 'voucher_expired' | 'voucher_insufficient' | 'voucher_void'

export default class Voucher extends BaseRecord {
  static override table = 'vouchers'

  @column()
  declare environment: 'production' | 'development'

  @column()
  declare batchId: number | null

  /** Of its batch, as both stand on the print. */
  @column()
  declare batch: string

  @column()
  declare serial: number

  @column()
  declare codeHash: string

  @flag()
  declare isKeyed: boolean

  @column()
  declare amount: Rupiah

  @flag()
  declare keepsRest: boolean

  /** Taken by orders; with one that keeps no rest also what was left. */
  @column({ consume: Number })
  declare spent: Rupiah

  /** What was left when it expired. */
  @column({ consume: Number })
  declare lapsed: Rupiah

  @instant()
  declare expiresAt: DateTime | null

  @instant()
  declare voidedAt: DateTime | null

  /** What it can still pay. */
  get rest(): Rupiah {
    return this.amount - this.spent - this.lapsed
  }

  /** Why it does not pay this; null where it does. */
  refusal(amount: Rupiah, at: DateTime): VoucherRefusal | null {
    if (this.voidedAt) return 'voucher_void'
    if (this.spent === this.amount) return 'voucher_used'
    if (this.expiresAt && this.expiresAt <= at) return 'voucher_expired'
    return this.rest < amount ? 'voucher_insufficient' : null
  }

  /** Takes an amount that it can pay. @returns what is gone with it, because it keeps no rest */
  async take(amount: Rupiah): Promise<Rupiah> {
    const forfeited = this.keepsRest ? 0 : this.rest - amount
    this.spent += amount + forfeited
    await this.save()
    return forfeited
  }

  /**
   * Gets back what an order had taken.
   *
   * @param goodUntil it pays until then at least: nobody's value runs out while it was ours
   */
  async putBack(amount: Rupiah, goodUntil: DateTime): Promise<void> {
    this.spent -= amount
    if (this.expiresAt && this.expiresAt < goodUntil) this.expiresAt = goodUntil
    await this.save()
  }
}
