import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** Agreements and the seal are looked at by Legal and administrators (R6). */
export default class AgreementPolicy extends StaffPolicy {
  list(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  view(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  download(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }
}
