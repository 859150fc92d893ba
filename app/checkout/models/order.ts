import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type { Rupiah } from '#shared/money'

export default class Order extends BaseRecord {
  static override table = 'orders'

  @column()
  declare number: string

  @column()
  declare formKey: string

  @column()
  declare environment: 'production' | 'development'

  @column()
  declare customerId: number

  @column()
  declare partnerId: number

  @column()
  declare contentId: number

  @column()
  declare versionId: number

  @column()
  declare status: 'created' | 'awaiting_payment' | 'payment_unknown' | 'paid' | 'fulfilling' | 'fulfilled' | 'fulfil_failed' | 'refund_pending' | 'refunded' | 'failed' | 'expired' | 'cancelled'

  @column()
  declare method: string

  @column()
  declare paymentNumberId: number | null

  @column()
  declare methodMasked: string | null

  @column()
  declare name: string

  @column()
  declare summary: string

  @column()
  declare company: string

  @column()
  declare paymentKind: 'once' | 'subscription'

  @column()
  declare price: Rupiah

  @column()
  declare ppn: number

  @column()
  declare partnerShare: number

  @column()
  declare failure: string | null

  @instant()
  declare paidAt: DateTime | null

  @instant()
  declare forwardedAt: DateTime | null

  @instant()
  declare fulfilledAt: DateTime | null

  @instant()
  declare redirectedAt: DateTime | null

  @instant()
  declare expiresAt: DateTime | null
}
