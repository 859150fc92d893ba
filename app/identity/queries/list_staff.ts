import Staff from '#identity/models/staff'
import StaffInvitation from '#identity/models/staff_invitation'

/** Everybody of the staff, who may sign in first; there are never so many as to need pages. */
export function listStaff(): Promise<Staff[]> {
  return Staff.query().orderBy('disabled').orderBy('name').orderBy('id').limit(500).exec()
}

/** What has been sent and not been followed, run out or not. */
export function openInvitations(): Promise<StaffInvitation[]> {
  return StaffInvitation.query().where('status', 'open').orderBy('id', 'desc').limit(100).exec()
}

export function findStaff(publicId: string): Promise<Staff | null> {
  return Staff.findBy({ publicId })
}
