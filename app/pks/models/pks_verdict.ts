import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json } from '#shared/database/columns'

export default class PksVerdict extends BaseRecord {
  static override table = 'pks_verdicts'

  @column()
  declare replyId: number

  @column()
  declare outcome: 'accepted' | 'rejected' | 'indeterminate'

  @json()
  declare checks: Record<string, any>

  @json()
  declare signer: Record<string, any> | null

  @json()
  declare evidence: Record<string, any> | null

  @instant()
  declare judgedAt: DateTime
}
