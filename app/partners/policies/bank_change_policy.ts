import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/**
 * Another bank account of a partner: Legal and Finance check and approve it. That who has checked does not approve is held by the
 * action's guarded update (R2.4).
 */
export default class BankChangePolicy extends StaffPolicy {
  list(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'finance')
  }

  view(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'finance')
  }

  /** Both numbers, logged. */
  reveal(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'finance')
  }

  decide(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'finance')
  }
}
