import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** Companies, and with them their people’s data, are read by Legal and administrators (R2.5). */
export default class CompanyPolicy extends StaffPolicy {
  list(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  view(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  /** One number, uncovered for a reason that is logged. */
  reveal(viewer: Viewer) {
    return hasRole(viewer, 'legal')
  }

  /** What the partner has changed, looked at again (R2.4). */
  validate(viewer: Viewer) {
    return hasRole(viewer, 'legal')
  }

  /** Asks for a lost second factor to be taken away; another administrator confirms. */
  resetFactor(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }
}
