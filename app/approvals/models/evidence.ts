import { column } from '@adonisjs/lucid/orm'
import { Record as BaseRecord } from '#shared/database/base_model'

/** A screenshot that shows what was found for a point of a round's checklist, re-encoded (R5.3). */
export default class Evidence extends BaseRecord {
  static override table = 'approval_evidence'

  @column()
  declare roundId: number

  @column()
  declare point: string

  @column()
  declare staffId: number

  /** Of the bytes that were sent. */
  @column({ columnName: 'sha256' })
  declare sha256: string

  @column()
  declare storageKey: string

  @column()
  declare width: number

  @column()
  declare height: number

  @column()
  declare caption: string
}
