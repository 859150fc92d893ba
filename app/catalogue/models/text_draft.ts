import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json } from '#shared/database/columns'
import type { Trx } from '#shared/database/main'

export type DraftStatus = 'open' | 'proposed' | 'published' | 'discarded'

/** From which states each state may be entered. Nothing leads out of the last two. */
const MAY_FOLLOW: Readonly<Record<DraftStatus, readonly DraftStatus[]>> = {
  open: ['open', 'proposed'],
  proposed: ['open'],
  published: ['open', 'proposed'],
  discarded: ['open', 'proposed'],
}

/** A legal text that staff prepare, in both languages; of each kind one is open at a time. */
export default class TextDraft extends BaseRecord {
  @column()
  declare kind: string

  @column()
  declare status: DraftStatus

  /** Counts its savings: whoever decides on it says which one was read. */
  @column()
  declare revision: number

  @column()
  declare textId: string

  @column()
  declare textEn: string

  /** Public ids of the staff who wrote it. */
  @json()
  declare writtenBy: string[]

  @column()
  declare decidedBy: string | null

  @instant()
  declare decidedAt: DateTime | null

  /** The number that it was published as. */
  @column()
  declare number: number | null

  /**
   * Takes a step on the very revision that was read.
   *
   * @returns false when it was written anew, or decided on, meanwhile
   */
  async step(
    trx: Trx,
    to: DraftStatus,
    {
      revision,
      at,
      values = {},
    }: { revision: number; at: DateTime; values?: Record<string, unknown> }
  ): Promise<boolean> {
    const { table } = this.constructor as typeof TextDraft
    const changed = await trx
      .from(table)
      .where({ id: this.id, revision })
      .whereIn('status', [...MAY_FOLLOW[to]])
      .update({ ...values, status: to, updated_at: at.toMillis() })
    return Number(changed) === 1
  }
}
