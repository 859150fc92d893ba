import { BaseModel, column } from '@adonisjs/lucid/orm'
import { flag } from '#shared/database/columns'
import type { Rupiah } from '#shared/money'

export default class PricePoint extends BaseModel {
  static override table = 'price_points'

  @column({ isPrimary: true })
  declare id: number

  @column()
  declare amount: Rupiah

  @flag()
  declare retired: boolean
}
