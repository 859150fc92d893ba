import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { audit } from '#audit/record'
import type { Trx } from '#shared/database/main'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

/** A customer of one store (R4). */
export default class Customer extends BaseRecord {
  static override table = 'customers'

  @column()
  declare environment: 'production' | 'development'

  @column()
  declare status: 'registered' | 'active' | 'closed'

  @column()
  declare email: string

  @column()
  declare name: string

  @column()
  declare password: string

  @column()
  declare language: 'id' | 'en'

  @instant()
  declare activatedAt: DateTime | null

  get maySignIn(): boolean {
    return this.status === 'active'
  }

  /** The address has proven to be theirs (R4.2). A second time is nothing. */
  async activate({ at, trx }: { at: DateTime; trx: Trx }): Promise<void> {
    if (this.status !== 'registered') return
    this.status = 'active'
    this.activatedAt = at
    await this.useTransaction(trx).save()
    await audit(trx, {
      type: 'customer.activated',
      actor: { kind: 'customer', id: this.publicId },
      subject: { kind: 'customer', id: this.publicId },
      data: { environment: this.environment },
    })
  }
}
