import { createHmac } from 'node:crypto'
import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { appKey } from '#config/app'
import { audit } from '#audit/record'
import type { AuditType } from '#audit/types'
import type { Trx } from '#shared/database/main'
import type Customer from '#customers/models/customer'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, sealed } from '#shared/database/columns'

/** A Speedy or Flexi number to which a customer's purchases may be charged, once it is verified (R4.5). */
export default class PaymentNumber extends BaseRecord {
  static override table = 'payment_numbers'

  @column()
  declare customerId: number

  @column()
  declare method: 'speedy' | 'flexi_postpaid' | 'flexi_prepaid'

  @sealed('payment_numbers.number', (number, { method }) => ({
    number_hash: hashOf(method as PaymentNumber['method'], number),
  }))
  declare number: string

  @column()
  declare numberHash: string

  @column()
  declare masked: string

  @instant()
  declare verifiedAt: DateTime | null

  @instant()
  declare removedAt: DateTime | null

  /** The customer has shown the code that the operator sent to the number. */
  async verify(change: { by: Customer; at: DateTime; trx: Trx }): Promise<void> {
    if (this.verifiedAt) return
    this.verifiedAt = change.at
    await this.#record('customer.number_verified', change)
  }

  /** Nothing new is charged to it; orders keep what they were charged to. */
  async remove(change: { by: Customer; at: DateTime; trx: Trx }): Promise<void> {
    if (this.removedAt) return
    this.removedAt = change.at
    await this.#record('customer.number_removed', change)
  }

  async #record(type: AuditType, { by, trx }: { by: Customer; trx: Trx }): Promise<void> {
    await this.useTransaction(trx).save()
    await audit(trx, {
      type,
      actor: { kind: 'customer', id: by.publicId },
      subject: { kind: 'payment_number', id: this.publicId },
      data: { method: this.method },
    })
  }
}

/** Finds a number again without opening it. Keyed: numbers are too few to hide behind a plain hash. */
export function hashOf(method: PaymentNumber['method'], number: string): string {
  return createHmac('sha256', appKey.release()).update(`${method}:${number}`).digest('hex')
}
