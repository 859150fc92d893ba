import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { isPublicId } from '#shared/public_id'
import { signOutDevices } from '#identity/actions/sign_out_devices'
import OwnAccountPolicy from '#identity/policies/own_account_policy'
import { viewerOf } from '#identity/viewer'

/** Ends sessions of the signed-in account, whichever kind it is. */
export default class DevicesController {
  /** One, or (`others`) all but this one. */
  async destroy(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('endSessions')
    const { kind, user } = viewerOf(ctx)!
    const wanted = String(ctx.params.id)
    const isKnown = wanted === 'others' || isPublicId(wanted)
    if (!isKnown || !(await signOutDevices(kind, user, wanted, ctx.session.sessionId))) {
      throw new Exception('no such session', { status: 404, code: 'E_NOT_FOUND' })
    }
    return ctx.response.redirect(ctx.path('/account') + '#devices')
  }
}
