import type { HttpContext } from '@adonisjs/core/http'
import type { StaffRole } from '#identity/models/staff'
import { staffOf } from '#identity/viewer'
import DeskPolicy from '#consoles/policies/desk_policy'

/** Where each role's work begins. */
const HOMES: Record<StaffRole, string> = {
  legal: '/queue',
  qa: '/queue',
  finance: '/finance',
  administrator: '/audit',
}

export default class StaffHomeController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(DeskPolicy).authorize('begin')
    return ctx.response.redirect(ctx.path(HOMES[staffOf(ctx).role]))
  }
}
