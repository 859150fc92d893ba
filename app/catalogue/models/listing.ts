import { BaseModel, column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { instant } from '#shared/database/columns'
import type { Rupiah } from '#shared/money'

export default class Listing extends BaseModel {
  static override table = 'listings'

  @column({ isPrimary: true })
  declare id: number

  @column()
  declare environment: 'production' | 'development'

  @column()
  declare contentId: number

  @column()
  declare versionId: number

  @column()
  declare partnerId: number

  @column()
  declare contentPublicId: string

  @column()
  declare visibility: 'public' | 'bound'

  @column()
  declare categoryId: number

  @column()
  declare name: string

  @column()
  declare summary: string

  @column()
  declare company: string

  @column()
  declare paymentKind: 'once' | 'subscription'

  @column()
  declare price: Rupiah

  @column()
  declare cover: string

  @column()
  declare ratingTenths: number | null

  @column()
  declare ratingCount: number

  @instant()
  declare listedAt: DateTime
}
