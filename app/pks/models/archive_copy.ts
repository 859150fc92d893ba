import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

/**
 * A copy of an agreement's document that carries a time stamp over the whole file in a later revision (PAdES B-LTA). It proves the
 * seal when its own certificates have long ended. The mailed file stays the canonical one, byte for byte in the beginning of each copy.
 */
export default class ArchiveCopy extends BaseRecord {
  static override table = 'archive_copies'

  @column()
  declare agreementId: number

  /** Counts from 1; each is made of the one before. */
  @column()
  declare number: number

  /** Storage key of the PDF. */
  @column()
  declare documentKey: string

  @column({ columnName: 'sha256' })
  declare sha256: string

  /** What the time stamp says. */
  @instant()
  declare stampedAt: DateTime

  /** Subject of the time stamp's certificate. */
  @column()
  declare authority: string

  /** From when the next copy is made. */
  @instant()
  declare renewAt: DateTime
}
