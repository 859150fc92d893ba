import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** The audit trail is read, and taken out of the house, by administrators (R8.4). */
export default class AuditPolicy extends StaffPolicy {
  list(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }

  export(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }
}
