import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

export default class PksReply extends BaseRecord {
  static override table = 'pks_replies'

  @column()
  declare agreementId: number | null

  @column()
  declare source: string

  @column()
  declare rawKey: string

  @column()
  declare rawSha256: string

  @column()
  declare size: number

  @column()
  declare messageId: string | null

  @column()
  declare fromAddress: string | null

  @column()
  declare subject: string | null

  @column()
  declare status: 'received' | 'ignored' | 'held' | 'accepted' | 'rejected'

  @column()
  declare ignoredBecause: string | null

  @instant()
  declare receivedAt: DateTime

  @instant()
  declare judgedAt: DateTime | null
}
