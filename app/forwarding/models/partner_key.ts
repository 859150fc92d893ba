import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, sealed } from '#shared/database/columns'

export default class PartnerKey extends BaseRecord {
  static override table = 'partner_keys'

  @column()
  declare partnerId: number

  @column()
  declare environment: 'production' | 'development'

  @column()
  declare kid: string

  @sealed('partner_keys.secret')
  declare secret: string

  @instant()
  declare retiresAt: DateTime | null
}
