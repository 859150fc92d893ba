import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json } from '#shared/database/columns'
import type { Trx } from '#shared/database/main'

/** `void`: it ran out, or something else has overtaken it. Nothing leads out of any state but the first. */
export type ProposalStatus = 'open' | 'confirmed' | 'refused' | 'withdrawn' | 'void'

/** What one administrator asks for; it happens when another one confirms it. */
export default class Proposal extends BaseRecord {
  static override table = 'proposals'

  @column()
  declare kind: string

  /** Whom or what it is about: of one kind, one is open for each. */
  @column()
  declare subject: string

  @json()
  declare data: Record<string, unknown>

  @column()
  declare reason: string | null

  @column()
  declare status: ProposalStatus

  @column()
  declare proposedBy: number

  @column()
  declare decidedBy: number | null

  @instant()
  declare decidedAt: DateTime | null

  /** Not to be confirmed before. */
  @instant()
  declare ripeAt: DateTime

  @instant()
  declare expiresAt: DateTime

  /** @returns false when somebody was faster */
  async settle(
    trx: Trx,
    status: Exclude<ProposalStatus, 'open'>,
    { by, at }: { by: number | null; at: DateTime }
  ): Promise<boolean> {
    const now = at.toMillis()
    const changed = await trx
      .from(Proposal.table)
      .where({ id: this.id, status: 'open' })
      .update({ status, decided_by: by, decided_at: now, updated_at: now })
    return Number(changed) === 1
  }
}
