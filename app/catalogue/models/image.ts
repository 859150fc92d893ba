import { column } from '@adonisjs/lucid/orm'
import { Record as BaseRecord } from '#shared/database/base_model'
import { json } from '#shared/database/columns'

export default class Image extends BaseRecord {
  static override table = 'images'

  @column()
  declare partnerId: number

  @column()
  declare sha256: string

  @column()
  declare storageKey: string

  @column()
  declare width: number

  @column()
  declare height: number

  @json()
  declare sizes: Record<string, any>
}
