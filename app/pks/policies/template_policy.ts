import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** Templates of the PKS are Legal's and the administrators'; who may publish what somebody else has proposed is the action's (R5.2). */
export default class TemplatePolicy extends StaffPolicy {
  manage(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }
}
