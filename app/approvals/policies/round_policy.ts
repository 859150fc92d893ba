import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** The queue and its rounds. Which lanes a role sees is said by `lane_policy`, and every query of a round is narrowed to them (R5.5). */
export default class RoundPolicy extends StaffPolicy {
  list(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'qa', 'administrator')
  }

  view(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'qa', 'administrator')
  }

  /** Takes it, works on it, decides it. */
  work(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'qa')
  }

  /** Has a number of the partner revealed, logged (R2.5). */
  reveal(viewer: Viewer) {
    return hasRole(viewer, 'legal')
  }
}
