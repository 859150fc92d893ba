import Staff from '#identity/models/staff'

/** Everybody of a desk, oneself included: to whom a round may be given. */
export function colleaguesOf({ role }: Staff): Promise<Staff[]> {
  return Staff.query().where('role', role).where('disabled', 0).orderBy('name')
}
