import { audit } from '#audit/record'
import type { SealedField } from '#approvals/sealed_fields'
import type Staff from '#identity/models/staff'
import type Partner from '#partners/models/partner'
import { transaction } from '#shared/database/main'

/** Logs that a member of staff is about to read a partner's personal data (R2.5). The log stands before the data is shown. */
export function recordDisclosure(
  staff: Staff,
  partner: Partner,
  field: SealedField
): Promise<void> {
  return transaction((trx) =>
    audit(trx, {
      type: 'partner.personal_data_read',
      actor: { kind: 'staff', id: staff.publicId },
      subject: { kind: 'partner', id: partner.publicId },
      data: { field },
    })
  )
}
