import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { Trx } from '#shared/database/main'
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

  @column()
  declare hiddenReason: string | null

  @instant()
  declare hiddenAt: DateTime | null

  /** Says something else from now on; what it said is kept. The answer was to other words: where those change, it goes. */
  async change(
    trx: Trx,
    { stars, comment, at }: { stars: number; comment: string | null; at: DateTime }
  ): Promise<void> {
    const former = { stars: this.stars, comment: this.comment }
    if (former.stars === stars && former.comment === comment) return
    await trx
      .insertQuery()
      .table('rating_changes')
      .insert({ rating_id: this.id, ...former, changed_at: at.toMillis() })
    const answer = former.comment === comment ? this.answer : null
    const answeredAt = answer === null ? null : this.answeredAt
    Object.assign(this, { stars, comment, answer, answeredAt })
    await this.useTransaction(trx).save()
  }

  /** @returns whether it was to be seen until now */
  async hide(trx: Trx, { reason, at }: { reason: string; at: DateTime }): Promise<boolean> {
    if (this.hidden) return false
    Object.assign(this, { hidden: true, hiddenReason: reason, hiddenAt: at })
    await this.useTransaction(trx).save()
    return true
  }

  /** @returns whether it was hidden until now */
  async restore(trx: Trx): Promise<boolean> {
    if (!this.hidden) return false
    Object.assign(this, { hidden: false, hiddenReason: null, hiddenAt: null })
    await this.useTransaction(trx).save()
    return true
  }

  /**
   * The rating with the content that it is about, both held; content first, as everywhere. Null where there is none.
   *
   * @param partnerId only of this partner's contents
   */
  static async hold(trx: Trx, id: string, partnerId?: number): Promise<Rating | null> {
    const found = await Rating.query({ client: trx }).where('public_id', id).first()
    if (!found) return null
    const content = trx.from('contents').where('id', found.contentId).forUpdate().select('id')
    if (partnerId !== undefined) content.where('partner_id', partnerId)
    const held = await content
    if (held.length === 0) return null
    return Rating.query({ client: trx }).where('id', found.id).forUpdate().first()
  }
}
