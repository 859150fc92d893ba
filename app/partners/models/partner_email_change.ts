import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { audit, type AuditActor } from '#audit/record'
import type { Trx } from '#shared/database/main'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type Partner from '#partners/models/partner'

/** Which of the two addresses a link was mailed to. */
export type Side = 'old' | 'new'

/** A partner's wish to have another address: nothing changes until both addresses have said yes (R2). */
export default class PartnerEmailChange extends BaseRecord {
  static override table = 'partner_email_changes'

  @column()
  declare partnerId: number

  @column()
  declare status: 'open' | 'done' | 'cancelled'

  @column()
  declare oldEmail: string

  @column()
  declare newEmail: string

  @instant()
  declare oldConfirmedAt: DateTime | null

  @instant()
  declare newConfirmedAt: DateTime | null

  @instant()
  declare settledAt: DateTime | null

  @instant()
  declare expiresAt: DateTime

  isOpen(at: DateTime): boolean {
    return this.status === 'open' && this.expiresAt > at
  }

  hasConfirmed(side: Side): boolean {
    return (side === 'old' ? this.oldConfirmedAt : this.newConfirmedAt) !== null
  }

  /** One of the two addresses says yes. @returns whether both have */
  async confirm(
    side: Side,
    change: { partner: Partner; at: DateTime; trx: Trx }
  ): Promise<boolean> {
    if (side === 'old') this.oldConfirmedAt = change.at
    else this.newConfirmedAt = change.at
    await this.useTransaction(change.trx).save()
    await this.#record('partner.email_change_confirmed', change, { side })
    return this.oldConfirmedAt !== null && this.newConfirmedAt !== null
  }

  /** The address is the new one from now on. */
  async finish(change: { partner: Partner; at: DateTime; trx: Trx }): Promise<void> {
    const { partner, at, trx } = change
    await partner.merge({ email: this.newEmail }).useTransaction(trx).save()
    this.status = 'done'
    this.settledAt = at
    await this.useTransaction(trx).save()
    await this.#record('partner.email_changed', change)
  }

  /** Given up, by the partner or by who has one of the two addresses. */
  async cancel(change: {
    partner: Partner
    at: DateTime
    trx: Trx
    via: 'account' | 'expired' | Side
  }): Promise<void> {
    const { at, trx, via } = change
    this.status = 'cancelled'
    this.settledAt = at
    await this.useTransaction(trx).save()
    const actor = via === 'account' ? undefined : ({ kind: 'anonymous' } as const)
    await this.#record('partner.email_change_cancelled', change, { via }, actor)
  }

  async #record(
    type:
      'partner.email_change_confirmed' | 'partner.email_changed' | 'partner.email_change_cancelled',
    { partner, trx }: { partner: Partner; trx: Trx },
    data: { side?: Side; via?: string } = {},
    actor: AuditActor = { kind: 'partner', id: partner.publicId }
  ): Promise<void> {
    await audit(trx, {
      type,
      actor,
      subject: { kind: 'partner', id: partner.publicId },
      data: { ...data },
    })
  }
}
