import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** Messages that were given up are seen and tried again by administrators. */
export default class OutboxPolicy extends StaffPolicy {
  list(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }

  retry(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }
}
