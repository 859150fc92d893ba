import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { Exception } from '@adonisjs/core/exceptions'
import { isPublicId } from '#shared/public_id'
import { revokeSession, revokeSessions } from '#identity/sessions/store'
import { viewerOf } from '#identity/viewer'

/** Ends sessions of the signed-in account, whichever kind it is. */
export default class DevicesController {
  /** One, or (`others`) all but this one. */
  async destroy(ctx: HttpContext) {
    const { kind, user } = viewerOf(ctx)!
    const id = String(ctx.params.id)
    if (id === 'others') await revokeSessions(db.connection(), kind, user.id, ctx.session.sessionId)
    else if (!isPublicId(id) || !(await revokeSession(kind, user.id, id))) {
      throw new Exception('no such session', { status: 404, code: 'E_NOT_FOUND' })
    }
    return ctx.response.redirect(ctx.path('/account') + '#devices')
  }
}
