import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

export interface RatingFigures {
  count: number
  /** of all stars given */
  sum: number
}

/** The mean as cards show it, in tenths; null where nobody has rated. */
export function ratingTenths({ count, sum }: RatingFigures): number | null {
  return count === 0 ? null : Math.round((sum * 10) / count)
}

export default class Content extends BaseRecord {
  static override table = 'contents'

  @column()
  declare partnerId: number

  @column()
  declare liveVersionId: number | null

  @instant()
  declare publishedAt: DateTime | null

  @instant()
  declare suspendedAt: DateTime | null

  @column()
  declare suspensionReason: string | null

  @instant()
  declare withdrawnAt: DateTime | null

  @column()
  declare ratingCount: number

  @column()
  declare ratingSum: number

  @column()
  declare trialRatingCount: number

  @column()
  declare trialRatingSum: number

  /** Figures of a store's own ratings: a trial never moves what paying customers see, nor they a trial (R4). */
  ratingsIn(environment: 'production' | 'development'): RatingFigures {
    return environment === 'production'
      ? { count: this.ratingCount, sum: this.ratingSum }
      : { count: this.trialRatingCount, sum: this.trialRatingSum }
  }
}
