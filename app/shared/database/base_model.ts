import { BaseModel, beforeCreate, beforeSave, column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { clock } from '#shared/clock'
import { publicId } from '#shared/public_id'
import { instant } from './columns.js'

/** What every record has: an inner id, a public id (ULID) for the outside world, and its times. */
export class Record extends BaseModel {
  @column({ isPrimary: true, serializeAs: null })
  declare id: number

  @column()
  declare publicId: string

  @instant()
  declare createdAt: DateTime

  @instant()
  declare updatedAt: DateTime

  @beforeCreate()
  static identify(record: Record) {
    record.publicId ??= publicId()
    record.createdAt ??= clock.now()
  }

  @beforeSave()
  static stamp(record: Record) {
    record.updatedAt = clock.now()
  }
}
