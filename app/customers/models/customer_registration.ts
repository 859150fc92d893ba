import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { Trx } from '#shared/database/main'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

/**
 * What somebody typed who has yet to show that the address is theirs (R4.2). Several may wait for one address of a
 * store; the mailed link of one makes an account of that one.
 */
export default class CustomerRegistration extends BaseRecord {
  static override table = 'customer_registrations'

  @column()
  declare environment: 'production' | 'development'

  @column()
  declare email: string | null

  @column()
  declare name: string | null

  /** Its hash. */
  @column()
  declare password: string | null

  @column()
  declare language: 'id' | 'en'

  @instant()
  declare expiresAt: DateTime

  /** May a mailed link make an account of it? */
  isWaiting(at: DateTime): boolean {
    return this.email !== null && this.expiresAt > at
  }

  /** What it holds. Only of one that is waiting. */
  open() {
    return { email: this.email!, name: this.name!, password: this.password! }
  }

  /** There is nothing to wait for any more: the address has an account. What was typed is forgotten. */
  async settle({ trx }: { trx: Trx }): Promise<void> {
    this.email = this.name = this.password = null
    await this.useTransaction(trx).save()
  }
}
