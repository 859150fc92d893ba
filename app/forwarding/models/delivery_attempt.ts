import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { CallOutcome, CallReason, CallVerdict } from '#forwarding/call'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json } from '#shared/database/columns'

/** One call, as it went out and as it was answered: what the workbench shows (R4.8). */
export default class DeliveryAttempt extends BaseRecord {
  static override table = 'delivery_attempts'

  @column()
  declare deliveryId: number

  @column()
  declare number: number

  @instant()
  declare startedAt: DateTime

  @json()
  declare request: CallOutcome['request']

  @json()
  declare answer: CallOutcome['answer']

  @column()
  declare verdict: CallVerdict

  @column()
  declare reason: CallReason

  @column()
  declare connectMs: number | null

  @column()
  declare totalMs: number | null
}
