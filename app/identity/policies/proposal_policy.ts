import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** What takes two administrators. That who has asked does not confirm is held by the action, under a lock. */
export default class ProposalPolicy extends StaffPolicy {
  list(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }

  decide(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }
}
