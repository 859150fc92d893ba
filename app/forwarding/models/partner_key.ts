import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, sealed } from '#shared/database/columns'

/** A secret that a partner and one store share. Two may be valid at once, so that partners rotate without an outage. */
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

  /** When the store began to sign with it; null until its partner has installed it. */
  @instant()
  declare activatedAt: DateTime | null

  /** From then on it is good for nothing. */
  @instant()
  declare retiresAt: DateTime | null
}
