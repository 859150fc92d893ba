import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { audit } from '#audit/record'
import type { Trx } from '#shared/database/main'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type CustomerRegistration from '#customers/models/customer_registration'

/** A customer of one store (R4). */
export default class Customer extends BaseRecord {
  static override table = 'customers'

  @column()
  declare environment: 'production' | 'development'

  @column()
  declare status: 'active' | 'closed'

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

  @instant()
  declare closedAt: DateTime | null

  get maySignIn(): boolean {
    return this.status === 'active'
  }

  /**
   * Nobody's account any more: what named its customer is gone, the id by which orders know it stays, and the address may
   * register anew.
   *
   * @param change.password a hash that no password has
   */
  async close({ password, at, trx }: { password: string; at: DateTime; trx: Trx }): Promise<void> {
    this.status = 'closed'
    this.email = `${this.publicId.toLowerCase()}@deleted.invalid`
    this.name = '-'
    this.password = password
    this.closedAt = at
    await this.useTransaction(trx).save()
  }

  /** Makes the account of a registration whose address has proven to be theirs (R4.2). */
  static async activate(
    registration: CustomerRegistration,
    { at, trx }: { at: DateTime; trx: Trx }
  ): Promise<Customer> {
    const { environment, language } = registration
    const { email, name, password } = registration.open()
    const customer = await Customer.create(
      { environment, email, name, password, language, status: 'active', activatedAt: at },
      { client: trx }
    )
    await audit(trx, {
      type: 'customer.activated',
      actor: { kind: 'customer', id: customer.publicId },
      subject: { kind: 'customer', id: customer.publicId },
      data: { environment, registration: registration.publicId },
    })
    return customer
  }
}
