import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** Whom we trust: an administrator asks, a second member of staff decides; that it is not the same one is held by the action’s guarded update (R6.3). */
export default class TrustPolicy extends StaffPolicy {
  list(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  view(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  propose(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }

  decide(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  compare(viewer: Viewer) {
    return hasRole(viewer, 'legal')
  }

  unpin(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }
}
