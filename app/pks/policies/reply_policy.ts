import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** Replies are looked at, and judged again, by Legal and administrators; the verdict is the machine’s (R6.4). */
export default class ReplyPolicy extends StaffPolicy {
  list(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  view(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  download(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }

  judge(viewer: Viewer) {
    return hasRole(viewer, 'legal', 'administrator')
  }
}
