import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

/** The two sides of a content's thread. */
export type Side = 'partner' | 'staff'

/** What one side wrote to the other about a content. Written once, never changed. */
export default class ContentMessage extends BaseRecord {
  static override table = 'content_messages'

  @column()
  declare contentId: number

  @column()
  declare authorKind: Side

  @column()
  declare authorId: number

  @column()
  declare body: string

  @column()
  declare formKey: string

  /** When the other side was told by mail, or was found to have read it. */
  @instant()
  declare toldAt: DateTime | null
}
