import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { TrustPurpose } from '#pki/fitness'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type { Trx } from '#shared/database/main'

/** A file of certificates that somebody read in. A draft until something of it is proposed; then it tells where that came from. */
export default class TrustImport extends BaseRecord {
  static override table = 'trust_imports'

  @column()
  declare status: 'draft' | 'proposed' | 'discarded'

  @column()
  declare fileName: string

  @column()
  declare fileKey: string

  @column({ columnName: 'file_sha256' })
  declare fileSha256: string

  @column()
  declare purpose: TrustPurpose

  /** Where the file is from, in the words of who read it in. */
  @column()
  declare source: string

  @column()
  declare reason: string | null

  /** Public id of a member of staff. */
  @column()
  declare readBy: string

  @instant()
  declare proposedAt: DateTime | null

  get isDraft(): boolean {
    return this.status === 'draft'
  }

  /** Something of it was proposed. False when it is no draft any more. */
  async propose({ at, trx, reason }: { at: DateTime; trx: Trx; reason: string }): Promise<boolean> {
    return this.#leaveDraft(trx, {
      status: 'proposed',
      reason,
      proposed_at: at.toMillis(),
      updated_at: at.toMillis(),
    })
  }

  /** Nothing of it is wanted. False when it is no draft any more. */
  async discard({ at, trx }: { at: DateTime; trx: Trx }): Promise<boolean> {
    return this.#leaveDraft(trx, { status: 'discarded', updated_at: at.toMillis() })
  }

  async #leaveDraft(trx: Trx, change: Record<string, unknown>): Promise<boolean> {
    const changed = await trx
      .from('trust_imports')
      .where('id', this.id)
      .where('status', 'draft')
      .update(change)
    return Number(changed) === 1
  }
}
