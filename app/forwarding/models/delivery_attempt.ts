import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json } from '#shared/database/columns'

export default class DeliveryAttempt extends BaseRecord {
  static override table = 'delivery_attempts'

  @column()
  declare deliveryId: number

  @column()
  declare number: number

  @instant()
  declare startedAt: DateTime

  @json()
  declare request: Record<string, any>

  @json()
  declare answer: Record<string, any> | null

  @column()
  declare verdict: 'ok' | 'duplicate' | 'retry' | 'rejected' | 'gone' | 'failed'

  @column()
  declare reason: string | null

  @column()
  declare connectMs: number | null

  @column()
  declare totalMs: number | null
}
