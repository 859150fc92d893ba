import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, sealed } from '#shared/database/columns'
import type { FieldName, Section } from '#partners/company_fields'

/** The groups of which Legal validates something. */
export type ValidatedSection = Exclude<Section, 'account'>

/** What was typed in a group, by the names of its fields. */
export type SectionValues = Partial<Record<FieldName, string | null>>

/**
 * A group of a company's data that Legal had validated and that has changed since (R2.4). What it was is kept, what it is stands in the
 * partner's row; further changes of the same group stay one matter.
 */
export default class CompanyChange extends BaseRecord {
  static override table = 'company_changes'

  @column()
  declare partnerId: number

  @column()
  declare section: ValidatedSection

  /** `returned`: Legal has asked for another correction. `reverted`: changed back, or the account was erased, so there is nothing to look at. */
  @column()
  declare status: 'open' | 'returned' | 'validated' | 'reverted'

  /** Null once it is decided. */
  @sealed('company_changes.before')
  declare before: string | null

  /** When Legal had validated what it was. */
  @instant()
  declare validatedAt: DateTime

  /** When the partner last changed it. */
  @instant()
  declare changedAt: DateTime

  @column()
  declare decidedBy: string | null

  @instant()
  declare decidedAt: DateTime | null

  @column()
  declare reason: string | null

  get values(): SectionValues {
    return JSON.parse(this.before ?? '{}') as SectionValues
  }
}
