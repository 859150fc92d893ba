import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** QA judges what is said in the store as it judges what is sold there (R5.3); administrators may look on. */
export default class ModerationPolicy extends StaffPolicy {
  list(viewer: Viewer) {
    return hasRole(viewer, 'qa', 'administrator')
  }

  decide(viewer: Viewer) {
    return hasRole(viewer, 'qa')
  }
}
