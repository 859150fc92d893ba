import { BaseModel, column } from '@adonisjs/lucid/orm'
import { flag } from '#shared/database/columns'

export default class Category extends BaseModel {
  static override table = 'categories'

  @column({ isPrimary: true })
  declare id: number

  @column()
  declare key: string

  @column()
  declare nameId: string

  @column()
  declare nameEn: string

  @column()
  declare position: number

  @flag()
  declare retired: boolean
}
