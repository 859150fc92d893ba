import { column } from '@adonisjs/lucid/orm'
import { Record as BaseRecord } from '#shared/database/base_model'
import { sealed } from '#shared/database/columns'

/** Under which voucher codes are hashed. A change of the application's keys seals it anew and leaves the hashes as they are. */
export default class VoucherKey extends BaseRecord {
  static override table = 'voucher_keys'

  @column()
  declare name: string

  @sealed('voucher_keys.secret')
  declare secret: string
}
