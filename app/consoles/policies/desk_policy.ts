import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** Where every member of staff begins, and the way into the development store (R4.3). */
export default class DeskPolicy extends StaffPolicy {
  begin(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'qa', 'finance', 'administrator')
  }

  enterStore(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'qa', 'finance', 'administrator')
  }
}
