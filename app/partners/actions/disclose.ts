import { audit } from '#audit/record'
import type Staff from '#identity/models/staff'
import type Partner from '#partners/models/partner'
import type { ReadReason } from '#partners/read_reasons'
import { transaction } from '#shared/database/main'

/**
 * Logs that a member of staff is about to read one of a partner's numbers, and why (R2.5). The log stands before the number is shown.
 *
 * @param field the model's attribute
 */
export function recordDisclosure(
  staff: Staff,
  partner: Partner,
  field: string,
  reason: ReadReason
): Promise<void> {
  return transaction((trx) =>
    audit(trx, {
      type: 'partner.personal_data_read',
      actor: { kind: 'staff', id: staff.publicId },
      subject: { kind: 'partner', id: partner.publicId },
      data: { field, reason },
    })
  )
}
