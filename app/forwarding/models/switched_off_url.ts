import { column } from '@adonisjs/lucid/orm'
import { Record as BaseRecord } from '#shared/database/base_model'

/** A forwarding URL that answered 410: nothing goes there until its partner switches it on again. */
export default class SwitchedOffUrl extends BaseRecord {
  static override table = 'switched_off_urls'

  @column()
  declare partnerId: number

  @column()
  declare contentId: number

  @column()
  declare environment: 'production' | 'development'

  @column()
  declare url: string
}
