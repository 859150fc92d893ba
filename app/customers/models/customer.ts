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

  get maySignIn(): boolean {
    return this.status === 'active'
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
