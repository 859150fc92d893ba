import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

export default class Customer extends BaseRecord {
  static override table = 'customers'

  @column()
  declare environment: 'production' | 'development'

  @column()
  declare status: 'registered' | 'active' | 'closed'

  @column()
  declare email: string

  @column()
  declare name: string

  @column()
  declare password: string

  @column()
  declare language: 'id' | 'en'

  @instant()
  declare activatedAt: DateTime | null

  get maySignIn(): boolean {
    return this.status === 'active'
  }
}
