import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json } from '#shared/database/columns'

export default class ApprovalRound extends BaseRecord {
  static override table = 'approval_rounds'

  @column()
  declare versionId: number

  @column()
  declare lane: 'legal' | 'qa_content' | 'qa_fab'

  @column()
  declare number: number

  @column()
  declare status: 'open' | 'waiting' | 'approved' | 'needs_correction' | 'refused' | 'void'

  @column()
  declare claimedBy: number | null

  @instant()
  declare claimedAt: DateTime | null

  @column()
  declare decidedBy: number | null

  @instant()
  declare decidedAt: DateTime | null

  @instant()
  declare openedAt: DateTime

  @column()
  declare reason: string | null

  @column()
  declare instruction: string | null

  @json()
  declare checklist: Record<string, any>

  @column()
  declare orderId: number | null
}
