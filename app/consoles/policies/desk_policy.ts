import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** Where every member of staff begins. */
export default class DeskPolicy extends StaffPolicy {
  begin(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'qa', 'finance', 'administrator')
  }
}
