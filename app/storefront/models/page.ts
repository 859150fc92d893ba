import { column } from '@adonisjs/lucid/orm'
import { Record as BaseRecord } from '#shared/database/base_model'

export default class Page extends BaseRecord {
  static override table = 'pages'

  @column()
  declare section: 'static' | 'faq' | 'help' | 'link'

  @column()
  declare slug: string

  @column()
  declare titleId: string

  @column()
  declare titleEn: string

  @column()
  declare bodyId: string

  @column()
  declare bodyEn: string

  @column()
  declare position: number
}
