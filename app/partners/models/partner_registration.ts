import type { DateTime } from 'luxon'
import type { Trx } from '#shared/database/main'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, sealed } from '#shared/database/columns'

/** Checked data that waits, sealed, for its owner's second look (R2.2). */
export default class PartnerRegistration extends BaseRecord {
  static override table = 'partner_registrations'

  @sealed('partner_registrations.payload')
  declare payload: string

  @instant()
  declare expiresAt: DateTime

  @instant()
  declare confirmedAt: DateTime | null

  /** May it still be looked at, changed and confirmed? */
  isOpen(at: DateTime): boolean {
    return this.confirmedAt === null && this.expiresAt > at
  }

  /** Notes that it became an account; the personal data in it is not needed here any more. */
  async confirm({ at, trx }: { at: DateTime; trx: Trx }): Promise<void> {
    this.confirmedAt = at
    this.payload = '{}'
    await this.useTransaction(trx).save()
  }
}
