import { AccountPolicy } from '#identity/authorization'
import { hasFactors } from '#identity/second_factor/kinds'
import type { Viewer } from '#identity/viewer'

/** What everybody does with the account that they are signed in to, of whichever kind it is (R4.2). */
export default class OwnAccountPolicy extends AccountPolicy {
  view(viewer: Viewer) {
    return viewer.kind === 'staff'
  }

  changePassword() {
    return true
  }

  endSessions() {
    return true
  }

  keepPasskeys() {
    return true
  }

  keepSecondFactor({ kind }: Viewer) {
    return hasFactors(kind)
  }

  /** Staff cannot do without. */
  switchOffSecondFactor({ kind }: Viewer) {
    return kind === 'partner'
  }

  /** Staff sign out here; the other kinds do where their accounts are kept. */
  signOut({ kind }: Viewer) {
    return kind === 'staff'
  }
}
