import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { Trx } from '#shared/database/main'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json } from '#shared/database/columns'
import type Page from '#storefront/models/page'

/** What a text of the store says, in both languages. */
export interface PageWords {
  titleId: string
  titleEn: string
  bodyId: string
  bodyEn: string
}

/** A text of the store as it was, is or may become. */
export default class PageVersion extends BaseRecord {
  static override table = 'page_versions'

  @column()
  declare pageId: number

  @column()
  declare number: number

  @column()
  declare status: 'draft' | 'published' | 'discarded'

  @column()
  declare titleId: string

  @column()
  declare titleEn: string

  @column()
  declare bodyId: string

  @column()
  declare bodyEn: string

  @column()
  declare revision: number

  @json()
  declare writtenBy: string[]

  @column()
  declare decidedBy: string | null

  @instant()
  declare decidedAt: DateTime | null

  get words(): PageWords {
    const { titleId, titleEn, bodyId, bodyEn } = this
    return { titleId, titleEn, bodyId, bodyEn }
  }

  static draftOf(page: Page, trx?: Trx): Promise<PageVersion | null> {
    const query = PageVersion.query(trx ? { client: trx } : {})
    return query.where({ page_id: page.id, status: 'draft' }).first()
  }

  static async nextNumber(page: Page, trx: Trx): Promise<number> {
    const [{ last }] = await trx
      .from('page_versions')
      .where('page_id', page.id)
      .max('number as last')
    return Number(last ?? 0) + 1
  }

  /** A draft that was saved once more since `revision` was read stays as it is. @returns whether it was decided */
  async decide(
    trx: Trx,
    to: 'published' | 'discarded',
    { revision, by, at }: { revision: number; by: string; at: DateTime }
  ): Promise<boolean> {
    if (this.status !== 'draft' || this.revision !== revision) return false
    Object.assign(this, { status: to, decidedBy: by, decidedAt: at })
    await this.useTransaction(trx).save()
    return true
  }
}
