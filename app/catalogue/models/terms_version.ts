import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import type { Client } from '#shared/database/main'
import { instant } from '#shared/database/columns'

export interface TermsClause {
  title: string
  text: string
}

/** A published *Term of Service*; which one a partner accepted is kept with the content (R3.4). */
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

  /** The text in one language. */
  clauses(language: 'id' | 'en'): TermsClause[] {
    return JSON.parse(language === 'id' ? this.bodyId : this.bodyEn) as TermsClause[]
  }

  /** The one that partners are asked to accept now. */
  static current(client?: Client): Promise<TermsVersion> {
    return TermsVersion.query(client ? { client } : {})
      .orderBy('number', 'desc')
      .firstOrFail()
  }
}
