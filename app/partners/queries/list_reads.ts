import Staff from '#identity/models/staff'
import { attributeOf, COMPANY_FIELDS } from '#partners/company_fields'
import type Partner from '#partners/models/partner'
import { READ_REASONS, type ReadReason } from '#partners/read_reasons'
import { reads } from '#shared/database/main'

/** One reading of a partner's data by a member of staff. */
export interface DataRead {
  /** epoch milliseconds */
  at: number
  /** Name of who read it; null for one who is not there any more. */
  name: string | null
  role: Staff['role'] | null
  /** Key of the name of the number that was uncovered; null where the company's page was opened, its numbers masked. */
  field: string | null
  reason: ReadReason | null
}

const SHOWN = 30

/** Who of the staff has read a partner's data, what and when, the latest first (R2.5). */
export async function listReads(partner: Partner, limit = SHOWN): Promise<DataRead[]> {
  const events = await reads().all<{ at: number; actor_id: string; type: string; data: string }>(
    `select at, actor_id, type, data from audit_events
     where subject_kind = 'partner' and subject_id = ? and type in ('partner.personal_data_read', 'partner.read_by_staff')
     order by id desc limit ${limit}`,
    [partner.publicId]
  )
  const ids = [...new Set(events.map(({ actor_id: id }) => id))]
  const staff = ids.length > 0 ? await Staff.query().whereIn('public_id', ids) : []
  const byId = new Map(staff.map((one) => [one.publicId, one]))
  return events.map(({ at, actor_id: id, data }) => {
    const { field, reason } = JSON.parse(data) as { field?: string; reason?: string }
    const known = COMPANY_FIELDS.find(({ name }) => attributeOf(name) === field)
    return {
      at: Number(at),
      name: byId.get(id)?.name ?? null,
      role: byId.get(id)?.role ?? null,
      field: known?.label ?? null,
      reason: reason && reason in READ_REASONS ? (reason as ReadReason) : null,
    }
  })
}
