import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** The way of staff into the development store, where they see what is in approval (R4.3). */
export default class TrialStorePolicy extends StaffPolicy {
  enter(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'qa', 'finance', 'administrator')
  }
}
