import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

export default class TrustAnchor extends BaseRecord {
  static override table = 'trust_anchors'

  @column()
  declare name: string

  @column({ columnName: 'sha256' })
  declare sha256: string

  @column()
  declare certificate: string

  @instant()
  declare removedAt: DateTime | null
}
