import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { clock } from '#shared/clock'
import type { Trx } from '#shared/database/main'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'

/** When a step is taken, and the transaction in which everything about it is written. */
interface ContentStep {
  at: DateTime
  trx: Trx
}

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

  /** The newest version that was not thrown away as a draft. The database itself keeps it, but for {@link fallBackToLive}. */
  @column()
  declare latestVersionId: number

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

  /** On sale in the production store: published, and neither suspended nor withdrawn (R7.1). */
  get isOnSale(): boolean {
    return this.liveVersionId !== null && !this.suspendedAt && !this.withdrawnAt
  }

  /** A draft beside what is on sale was thrown away: the version on sale is the content's face again. */
  async fallBackToLive(trx: Trx): Promise<void> {
    await trx
      .from('contents')
      .where('id', this.id)
      .update({
        latest_version_id: this.liveVersionId,
        shown_status: this.suspendedAt ? 'suspended' : 'published',
      })
  }

  /** @returns false when somebody else was faster, or there is nothing on sale */
  async suspend({ trx, at, reason }: ContentStep & { reason: string }): Promise<boolean> {
    if (!this.isOnSale) return false
    return this.#step(trx, { suspended_at: at.toMillis(), suspension_reason: reason }, (open) =>
      open.whereNull('suspended_at').whereNull('withdrawn_at')
    )
  }

  /** @returns false when it is not suspended any more, or was withdrawn meanwhile */
  async resume({ trx }: ContentStep): Promise<boolean> {
    if (!this.suspendedAt) return false
    return this.#step(trx, { suspended_at: null, suspension_reason: null }, (open) =>
      open.whereNotNull('suspended_at').whereNull('withdrawn_at')
    )
  }

  /** For good. @returns false when it was never published, or is withdrawn already */
  async withdraw({ trx, at }: ContentStep): Promise<boolean> {
    if (this.liveVersionId === null || this.withdrawnAt) return false
    return this.#step(trx, { withdrawn_at: at.toMillis() }, (open) =>
      open.whereNull('withdrawn_at')
    )
  }

  /** Guarded by the state from which it is taken, so that of two at once one wins. */
  async #step(
    trx: Trx,
    values: Record<string, number | string | null>,
    guard: (query: ReturnType<Trx['from']>) => ReturnType<Trx['from']>
  ): Promise<boolean> {
    const changed = await guard(trx.from(Content.table).where('id', this.id)).update({
      ...values,
      updated_at: clock.now().toMillis(),
    })
    if (Number(changed) !== 1) return false
    this.useTransaction(trx)
    await this.refresh()
    return true
  }

  /** Figures of a store's own ratings: a trial never moves what paying customers see, nor they a trial (R4). */
  ratingsIn(environment: 'production' | 'development'): RatingFigures {
    return environment === 'production'
      ? { count: this.ratingCount, sum: this.ratingSum }
      : { count: this.trialRatingCount, sum: this.trialRatingSum }
  }
}
