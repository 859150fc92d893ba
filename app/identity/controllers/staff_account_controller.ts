import type { HttpContext } from '@adonisjs/core/http'
import OwnAccountPolicy from '#identity/policies/own_account_policy'
import { listDevices } from '#identity/queries/list_devices'
import { countPasskeys } from '#identity/queries/list_passkeys'
import { ROLE_LABELS } from '#identity/role_labels'
import { staffOf } from '#identity/viewer'

export default class StaffAccountController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('view')
    const staff = staffOf(ctx)
    const devices = await listDevices('staff', staff.id, ctx.session.sessionId)
    return ctx.view.render('pages/identity/account', {
      staff,
      devices,
      passkeys: await countPasskeys('staff', staff.id),
      saved: ctx.request.input('saved') === '1',
      role: ctx.t(ROLE_LABELS[staff.role]),
    })
  }
}
