import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

export default class Content extends BaseRecord {
  static override table = 'contents'

  @column()
  declare partnerId: number

  @column()
  declare liveVersionId: number | null

  @instant()
  declare publishedAt: DateTime | null

  @instant()
  declare suspendedAt: DateTime | null

  @column()
  declare suspensionReason: string | null

  @instant()
  declare withdrawnAt: DateTime | null

  @column()
  declare ratingCount: number

  @column()
  declare ratingSum: number
}
