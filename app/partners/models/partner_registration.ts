import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, sealed } from '#shared/database/columns'

export default class PartnerRegistration extends BaseRecord {
  static override table = 'partner_registrations'

  @sealed('partner_registrations.payload')
  declare payload: string

  @instant()
  declare expiresAt: DateTime
}
