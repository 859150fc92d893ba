import Staff from '#identity/models/staff'
import type { Trx } from '#shared/database/main'

/** Who may confirm what somebody else proposed to trust: Legal and administrators, without who asked. */
export function trustDeciders(trx: Trx, asker: string): Promise<Staff[]> {
  return Staff.query({ client: trx })
    .whereIn('role', ['legal', 'administrator'])
    .where('disabled', 0)
    .whereNot('public_id', asker)
}

/** Names of staff by public id, for screens. */
export async function namesOfStaff(
  ids: readonly (string | null)[]
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  if (wanted.length === 0) return new Map()
  const staff = await Staff.query().whereIn('public_id', wanted).select('public_id', 'name')
  return new Map(staff.map(({ publicId, name }) => [publicId, name]))
}
