import { column } from '@adonisjs/lucid/orm'
import { Record as BaseRecord } from '#shared/database/base_model'
import { json } from '#shared/database/columns'
import type { ImageSize } from '#catalogue/image/sizes'

/** A partner's picture, re-encoded; `sizes` holds the storage key of each size (R3.3). */
export default class Image extends BaseRecord {
  static override table = 'images'

  @column()
  declare partnerId: number

  /** Of the bytes that were sent. */
  @column({ columnName: 'sha256' })
  declare sha256: string

  /** Inner id of the record that it repeats, as happened before the database forbade it; null for the only one. */
  @column()
  declare repeats: number | null

  @column()
  declare storageKey: string

  @column()
  declare width: number

  @column()
  declare height: number

  @json()
  declare sizes: Record<ImageSize, string>
}
