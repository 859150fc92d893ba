import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

export default class TermsVersion extends BaseRecord {
  static override table = 'terms_versions'

  @column()
  declare number: number

  @column()
  declare bodyId: string

  @column()
  declare bodyEn: string

  @instant()
  declare publishedAt: DateTime
}
