import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** Who belongs to the staff, and as what: kept by administrators. What needs a second one of them is the action's to hold (R5.5). */
export default class ColleaguePolicy extends StaffPolicy {
  list(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }

  view(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }

  invite(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }

  manage(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }
}
