import { audit } from '#audit/record'
import type Staff from '#identity/models/staff'
import Partner from '#partners/models/partner'
import { transaction } from '#shared/database/main'
import { isPublicId } from '#shared/public_id'

/** A company's record for a member of staff, and the note of who read it (R2.5). Null where there is none. */
export async function readCompany(staff: Staff, publicId: string): Promise<Partner | null> {
  if (!isPublicId(publicId)) return null
  return transaction(async (trx) => {
    const partner = await Partner.query({ client: trx }).where('public_id', publicId).first()
    if (!partner) return null
    await audit(trx, {
      type: 'partner.read_by_staff',
      actor: { kind: 'staff', id: staff.publicId },
      subject: { kind: 'partner', id: partner.publicId },
    })
    return partner
  })
}
