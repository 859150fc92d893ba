import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** What is on sale: Legal alone ends and resumes a sale (R7.1). */
export default class ContentOnSalePolicy extends StaffPolicy {
  list(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  view(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  suspend(viewer: Viewer) {
    return hasRole(viewer, 'legal')
  }

  resume(viewer: Viewer) {
    return hasRole(viewer, 'legal')
  }
}
