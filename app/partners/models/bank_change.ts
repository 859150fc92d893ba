import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { Trx } from '#shared/database/main'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, sealed } from '#shared/database/columns'
import type Partner from '#partners/models/partner'

export type BankChangeStatus =
  'unconfirmed' | 'confirmed' | 'checked' | 'approved' | 'refused' | 'cancelled' | 'lapsed'

/** Still on its way. */
export const OPEN_BANK_CHANGE: readonly BankChangeStatus[] = ['unconfirmed', 'confirmed', 'checked']

/** By which other way than mail a member of staff heard from the company that the account is theirs. */
export const BANK_CHANNELS = ['phone', 'video', 'in_person', 'letter'] as const
export type BankChannel = (typeof BANK_CHANNELS)[number]

/** Where a partner's share is paid. */
export type BankAccount = Pick<Partner, 'bankName' | 'bankBranch' | 'bankAccount' | 'bankHolder'>

interface Step {
  at: DateTime
  trx: Trx
}

/**
 * Another bank account, on its way (R2.4): `unconfirmed → confirmed` by the link that was mailed, `→ checked` by one member of
 * staff, `→ approved` by another. Money goes to the former one until then.
 */
export default class BankChange extends BaseRecord {
  static override table = 'bank_changes'

  @column()
  declare partnerId: number

  @column()
  declare status: BankChangeStatus

  /** Null once it came to nothing. */
  @sealed('bank_changes.wanted')
  declare wanted: string | null

  @sealed('bank_changes.former')
  declare former: string | null

  /** Until when the mailed link confirms it. */
  @instant()
  declare expiresAt: DateTime

  @instant()
  declare confirmedAt: DateTime | null

  /** Public id of the member of staff. */
  @column()
  declare checkedBy: string | null

  @instant()
  declare checkedAt: DateTime | null

  @column()
  declare checkedChannel: BankChannel | null

  @column()
  declare decidedBy: string | null

  @instant()
  declare decidedAt: DateTime | null

  /** Why it was refused; the partner reads it. */
  @column()
  declare reason: string | null

  get isOpen(): boolean {
    return OPEN_BANK_CHANGE.includes(this.status)
  }

  /** The account that is wanted; null once it came to nothing. */
  get wantedAccount(): BankAccount | null {
    return this.wanted === null ? null : (JSON.parse(this.wanted) as BankAccount)
  }

  get formerAccount(): BankAccount | null {
    return this.former === null ? null : (JSON.parse(this.former) as BankAccount)
  }

  /** The partner's mailed link was pressed. */
  confirm({ at, trx }: Step): Promise<boolean> {
    const by = { confirmed_at: at.toMillis() }
    return this.#step(trx, at, ['unconfirmed'], 'confirmed', by)
  }

  /** The first member of staff has compared it with what the company says. */
  check({ at, trx, by, channel }: Step & { by: string; channel: BankChannel }): Promise<boolean> {
    return this.#step(trx, at, ['confirmed'], 'checked', {
      checked_by: by,
      checked_at: at.toMillis(),
      checked_channel: channel,
    })
  }

  /** The second one, who is another. */
  approve({ at, trx, by }: Step & { by: string }): Promise<boolean> {
    const decided = { decided_by: by, decided_at: at.toMillis() }
    return this.#step(trx, at, ['checked'], 'approved', decided, by)
  }

  refuse({ at, trx, by, reason }: Step & { by: string; reason: string }): Promise<boolean> {
    return this.#end(at, trx, ['confirmed', 'checked'], 'refused', { decided_by: by, reason })
  }

  cancel({ at, trx }: Step): Promise<boolean> {
    return this.#end(at, trx, OPEN_BANK_CHANGE, 'cancelled')
  }

  /** Nobody has followed the link. */
  lapse({ at, trx }: Step): Promise<boolean> {
    return this.#end(at, trx, ['unconfirmed'], 'lapsed')
  }

  #end(
    at: DateTime,
    trx: Trx,
    from: readonly BankChangeStatus[],
    status: BankChangeStatus,
    more: Record<string, unknown> = {}
  ): Promise<boolean> {
    const ended = { decided_at: at.toMillis(), wanted: null, former: null, ...more }
    return this.#step(trx, at, from, status, ended)
  }

  /** Of two at once, one gets through. */
  async #step(
    trx: Trx,
    at: DateTime,
    from: readonly BankChangeStatus[],
    status: BankChangeStatus,
    values: Record<string, unknown>,
    notCheckedBy?: string
  ): Promise<boolean> {
    const query = trx
      .from('bank_changes')
      .where('id', this.id)
      .whereIn('status', [...from])
    if (notCheckedBy !== undefined) query.whereNot('checked_by', notCheckedBy)
    const changed = await query.update({ status, updated_at: at.toMillis(), ...values })
    if (Number(changed) !== 1) return false
    await this.useTransaction(trx).refresh()
    return true
  }
}
