import { column } from '@adonisjs/lucid/orm'
import { Record as BaseRecord } from '#shared/database/base_model'

/** What staff write about a content for each other. No page and no mail of a partner reads it. */
export default class StaffNote extends BaseRecord {
  static override table = 'staff_notes'

  @column()
  declare contentId: number

  @column()
  declare staffId: number

  @column()
  declare body: string

  @column()
  declare formKey: string
}
