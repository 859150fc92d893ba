import { audit } from '#audit/record'
import type Staff from '#identity/models/staff'
import { attributeOf, type FieldName } from '#partners/company_fields'
import type Partner from '#partners/models/partner'
import type { ReadReason } from '#partners/read_reasons'
import { transaction } from '#shared/database/main'

/**
 * Logs that a member of staff is about to read a company's data, its personal numbers masked (R2.5): on the company's page, at Legal's
 * desk, or with a bank change. The log stands before anything is shown, and the partner reads it.
 */
export function recordRead(
  staff: Staff,
  partner: Partner,
  page: 'company' | 'desk' | 'bank_change'
): Promise<void> {
  return transaction((trx) =>
    audit(trx, {
      type: 'partner.read_by_staff',
      actor: { kind: 'staff', id: staff.publicId },
      subject: { kind: 'partner', id: partner.publicId },
      data: { page },
    })
  )
}

/** Logs that a member of staff is about to have one of a partner's numbers revealed, and why (R2.5). */
export function recordReveal(
  staff: Staff,
  partner: Partner,
  field: FieldName,
  reason: ReadReason
): Promise<void> {
  return transaction((trx) =>
    audit(trx, {
      type: 'partner.personal_data_read',
      actor: { kind: 'staff', id: staff.publicId },
      subject: { kind: 'partner', id: partner.publicId },
      data: { field: attributeOf(field), reason },
    })
  )
}
