import type { HttpContext } from '@adonisjs/core/http'
import { listDevices } from '#identity/queries/list_devices'
import type { StaffRole } from '#identity/models/staff'
import { staffOf } from '#identity/viewer'

const ROLES: Record<StaffRole, string> = {
  legal: 'identity.roles.legal',
  qa: 'identity.roles.qa',
  finance: 'identity.roles.finance',
  administrator: 'identity.roles.administrator',
}

export default class StaffAccountController {
  async show(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const devices = await listDevices('staff', staff.id, ctx.session.sessionId)
    return ctx.view.render('pages/identity/account', {
      staff,
      devices,
      saved: ctx.request.input('saved') === '1',
      role: ctx.t(ROLES[staff.role]),
    })
  }
}
