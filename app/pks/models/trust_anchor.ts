import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { TrustPurpose } from '#pki/fitness'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type { Trx } from '#shared/database/main'

export const ANCHOR_STATES = ['proposed', 'active', 'refused', 'withdrawing', 'withdrawn'] as const
export type AnchorStatus = (typeof ANCHOR_STATES)[number]

interface Step {
  at: DateTime
  trx: Trx
  /** Public id of the member of staff. */
  by: string
}

/**
 * An authority that staff trust, or are asked to: `proposed → active | refused`, `active → withdrawing → withdrawn | active`.
 * Whoever proposed a step never confirms it (four eyes); each step is a guarded update and answers whether it was made.
 */
export default class TrustAnchor extends BaseRecord {
  static override table = 'trust_anchors'

  @column()
  declare importId: number

  @column()
  declare purpose: TrustPurpose

  @column()
  declare role: 'anchor' | 'intermediate'

  @column()
  declare status: AnchorStatus

  @column()
  declare liveKey: string | null

  /** Base64. */
  @column()
  declare der: string

  @column({ columnName: 'sha256' })
  declare sha256: string

  @column()
  declare subject: string

  @column()
  declare issuer: string

  @column()
  declare serial: string

  @instant()
  declare notBefore: DateTime

  @instant()
  declare notAfter: DateTime

  @column()
  declare proposedBy: string

  @instant()
  declare proposedAt: DateTime

  @column()
  declare decidedBy: string | null

  @instant()
  declare decidedAt: DateTime | null

  @column()
  declare refusalReason: string | null

  @column()
  declare withdrawalReason: string | null

  @column()
  declare withdrawalProposedBy: string | null

  @instant()
  declare withdrawalProposedAt: DateTime | null

  @column()
  declare withdrawnBy: string | null

  @instant()
  declare withdrawnAt: DateTime | null

  /** What no two rows have while one of them is proposed or trusted. */
  static liveKeyOf(purpose: TrustPurpose, sha256: string): string {
    return `${purpose}:${sha256}`
  }

  get bytes(): Buffer {
    return Buffer.from(this.der, 'base64')
  }

  /** Paths may end at it now. */
  get isTrusted(): boolean {
    return this.status === 'active' || this.status === 'withdrawing'
  }

  /** Waits for a second member of staff. */
  get awaitsDecision(): boolean {
    return this.status === 'proposed' || this.status === 'withdrawing'
  }

  /** Who asked for the step that waits now. */
  get askedBy(): string {
    return this.status === 'withdrawing' ? this.withdrawalProposedBy! : this.proposedBy
  }

  activate({ at, trx, by }: Step): Promise<boolean> {
    return this.#step(trx, at, ['proposed', 'proposed_by', by], {
      status: 'active',
      decided_by: by,
      decided_at: at.toMillis(),
    })
  }

  refuse({ at, trx, by, reason }: Step & { reason: string }): Promise<boolean> {
    return this.#step(trx, at, ['proposed', null, by], {
      status: 'refused',
      live_key: null,
      decided_by: by,
      decided_at: at.toMillis(),
      refusal_reason: reason,
    })
  }

  proposeWithdrawal({ at, trx, by, reason }: Step & { reason: string }): Promise<boolean> {
    return this.#step(trx, at, ['active', null, by], {
      status: 'withdrawing',
      withdrawal_reason: reason,
      withdrawal_proposed_by: by,
      withdrawal_proposed_at: at.toMillis(),
    })
  }

  withdraw({ at, trx, by }: Step): Promise<boolean> {
    return this.#step(trx, at, ['withdrawing', 'withdrawal_proposed_by', by], {
      status: 'withdrawn',
      live_key: null,
      withdrawn_by: by,
      withdrawn_at: at.toMillis(),
    })
  }

  /** It stays trusted: the withdrawal was refused, or taken back by who asked for it. */
  keep({ at, trx, by }: Step): Promise<boolean> {
    return this.#step(trx, at, ['withdrawing', null, by], {
      status: 'active',
      withdrawal_reason: null,
      withdrawal_proposed_by: null,
      withdrawal_proposed_at: null,
    })
  }

  /** `[from, asker, by]`: the column of who asked must not hold `by`. */
  async #step(
    trx: Trx,
    at: DateTime,
    [from, asker, by]: [AnchorStatus, 'proposed_by' | 'withdrawal_proposed_by' | null, string],
    change: Record<string, unknown>
  ): Promise<boolean> {
    const query = trx.from('trust_anchors').where('id', this.id).where('status', from)
    if (asker) query.whereNot(asker, by)
    return Number(await query.update({ ...change, updated_at: at.toMillis() })) === 1
  }
}
