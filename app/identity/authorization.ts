import { Bouncer, BasePolicy } from '@adonisjs/bouncer'
import { HttpContext } from '@adonisjs/core/http'
import type { StaffRole } from '#identity/models/staff'
import type Staff from '#identity/models/staff'
import { viewerOf, type Viewer } from '#identity/viewer'

/*
 * Policies say what a person may do with a record; `allow` has said before who may use the route at all. A controller's action
 * begins with `ctx.bouncer.with(SomePolicy).authorize('verb', record?)`, and a policy that says no is a 403.
 */

declare module '@adonisjs/core/http' {
  interface HttpContext {
    /** Asks the policies in the name of whoever is signed in; nobody is denied everything. */
    bouncer: Bouncer<Viewer>
  }
}

HttpContext.getter(
  'bouncer',
  function (this: HttpContext) {
    return new Bouncer<Viewer>(() => viewerOf(this)).setContainerResolver(this.containerResolver)
  },
  true
)

/** What everybody may do who is signed in to whatever kind of account. */
export abstract class AccountPolicy extends BasePolicy {
  before(viewer: Viewer | null): false | undefined {
    return viewer?.user.maySignIn ? undefined : false
  }
}

/** What members of staff may do: everybody else, and who may not sign in any more, is denied before a verb is asked. */
export abstract class StaffPolicy extends BasePolicy {
  before(viewer: Viewer | null): false | undefined {
    return speaksFor(viewer, 'staff') ? undefined : false
  }
}

/** What partners may do, with records of their own: everybody else is denied before a verb is asked. */
export abstract class PartnerPolicy extends BasePolicy {
  before(viewer: Viewer | null): false | undefined {
    return speaksFor(viewer, 'partner') ? undefined : false
  }
}

/** What customers may do, with records of their own: everybody else is denied before a verb is asked. */
export abstract class CustomerPolicy extends BasePolicy {
  before(viewer: Viewer | null): false | undefined {
    return speaksFor(viewer, 'customer') ? undefined : false
  }
}

/** Is this an account of the kind that may be used at all? One that was disabled or closed since the session began is nobody's. */
function speaksFor(viewer: Viewer | null, kind: Viewer['kind']): boolean {
  return viewer?.kind === kind && viewer.user.maySignIn
}

/** Is the viewer a member of staff in one of these roles? */
export function hasRole(viewer: Viewer, ...roles: readonly StaffRole[]): boolean {
  return viewer.kind === 'staff' && roles.includes((viewer.user as Staff).role)
}

/** Does a partner's record belong to the partner who asks? */
export function isOwn(viewer: Viewer, record: { partnerId: number }): boolean {
  return viewer.kind === 'partner' && record.partnerId === viewer.user.id
}
