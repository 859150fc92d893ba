import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type { Client } from '#shared/database/main'

/** A partner was given a *Term of Service* and has reached its end: only then may it be ticked (R3.4). */
export default class TermsReading extends BaseRecord {
  static override table = 'terms_readings'

  @column()
  declare partnerId: number

  @column()
  declare termsVersionId: number

  /** When the text was handed out. */
  @instant()
  declare openedAt: DateTime

  @instant()
  declare finishedAt: DateTime

  @column()
  declare ip: string

  static of(
    partner: { id: number },
    terms: { id: number },
    client?: Client
  ): Promise<TermsReading | null> {
    return TermsReading.query(client ? { client } : {})
      .where('partner_id', partner.id)
      .where('terms_version_id', terms.id)
      .first()
  }
}
