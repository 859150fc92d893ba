import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** The store's texts are written by Legal and administrators; of the terms nobody publishes words of their own (the action holds that). */
export default class TextPolicy extends StaffPolicy {
  list(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  write(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  publish(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }
}
