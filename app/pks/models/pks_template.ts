import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

export type DocumentKind = 'agreement' | 'addendum'

/** The text of a kind of document, in numbers: the newest is used, none is ever edited. */
export default class PksTemplate extends BaseRecord {
  static override table = 'pks_templates'

  @column()
  declare kind: DocumentKind

  /** Counts within its kind. */
  @column()
  declare number: number

  @column()
  declare bodyId: string

  @column()
  declare bodyEn: string

  @instant()
  declare publishedAt: DateTime
}
