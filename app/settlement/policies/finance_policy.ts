import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** The books of the operator (R7.3). */
export default class FinancePolicy extends StaffPolicy {
  view(viewer: Viewer) {
    return hasRole(viewer, 'finance', 'administrator')
  }
}
