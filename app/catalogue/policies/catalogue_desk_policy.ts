import { hasRole, StaffPolicy } from '#identity/authorization'
import type { Viewer } from '#identity/viewer'

/** Price list, categories and *Term of Service* are kept by administrators; what needs a second one is the action's to hold (R3.1, R3.4). */
export default class CatalogueDeskPolicy extends StaffPolicy {
  view(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }

  keepPrices(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }

  keepCategories(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }

  keepTerms(viewer: Viewer) {
    return hasRole(viewer, 'administrator')
  }
}
