import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { flag, instant } from '#shared/database/columns'

export default class Rating extends BaseRecord {
  static override table = 'ratings'

  @column()
  declare contentId: number

  @column()
  declare customerId: number

  @column()
  declare stars: number

  @column()
  declare comment: string | null

  @column()
  declare answer: string | null

  @instant()
  declare answeredAt: DateTime | null

  @flag()
  declare hidden: boolean
}
