import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { Language } from '#core/http/surfaces'
import type { Trx } from '#shared/database/main'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, sealed } from '#shared/database/columns'
import { ACTIVATION } from '#identity/activation/terms'
import type { CompanyData } from '#partners/company_fields'

/** What waits in a registration: everything but the password, of which only the hash is kept. */
export interface KeptRegistration {
  data: CompanyData
  passwordHash: string
  language: Language
}

/**
 * Checked data that waits, sealed: first for its owner's second look (R2.2), then for the link that is mailed to its
 * address (R2.3). Several may wait for one address, for nobody has shown yet whose it is.
 */
export default class PartnerRegistration extends BaseRecord {
  static override table = 'partner_registrations'

  /** Nothing once it is settled: activated, or overtaken by another of the same address. */
  @sealed('partner_registrations.payload')
  declare payload: string | null

  /** Only while it waits for its link. */
  @column()
  declare email: string | null

  @instant()
  declare expiresAt: DateTime

  @instant()
  declare confirmedAt: DateTime | null

  /** May it still be looked at, changed and confirmed? */
  isOpen(at: DateTime): boolean {
    return this.confirmedAt === null && this.expiresAt > at
  }

  /** May a mailed link make an account of it? */
  isWaiting(at: DateTime): boolean {
    return this.email !== null && this.payload !== null && this.expiresAt > at
  }

  /** What it holds. Only of one that is open or waiting. */
  open(): KeptRegistration {
    return JSON.parse(this.payload!) as KeptRegistration
  }

  /** Its owner has looked at it again: from now on it waits for its link. */
  async confirm({ at, trx }: { at: DateTime; trx: Trx }): Promise<void> {
    this.email = this.open().data.email
    this.confirmedAt = at
    this.expiresAt = at.plus(ACTIVATION.registrationLife)
    await this.useTransaction(trx).save()
  }

  /** There is nothing to wait for: the address has an account. The personal data in it is not needed here any more. */
  async settle({ at, trx }: { at: DateTime; trx: Trx }): Promise<void> {
    this.confirmedAt ??= at
    this.email = null
    this.payload = null
    await this.useTransaction(trx).save()
  }
}
