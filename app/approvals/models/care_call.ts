import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

export const CALL_OUTCOMES = [
  'answered',
  'no_answer',
  'busy',
  'wrong_number',
  'not_helpful',
] as const
export type CallOutcome = (typeof CALL_OUTCOMES)[number]

/** A call of QA to a partner's customer care (R5.3): who, when, which number, what came of it. Written once. */
export default class CareCall extends BaseRecord {
  static override table = 'approval_calls'

  @column()
  declare roundId: number

  @column()
  declare staffId: number

  @column()
  declare number: string

  @column()
  declare outcome: CallOutcome

  @column()
  declare note: string

  /** Of the form and of what it said: sent twice, it is one call. */
  @column()
  declare formKey: string | null

  @instant()
  declare calledAt: DateTime
}
