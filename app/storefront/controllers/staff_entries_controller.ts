import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { enterAsStaff } from '#storefront/actions/enter_as_staff'
import { STAFF_ENTRY, type StaffEntry } from '#storefront/presenters/sight'

/** Staff enter the development store by the link that their desk made for them (R4.3). */
export default class StaffEntriesController {
  /** Opening the link changes nothing; its button does. */
  async show(ctx: HttpContext) {
    refuseElsewhere(ctx)
    ctx.response.header('cache-control', 'private, no-store')
    return ctx.view.render('pages/storefront/staff_entry', {
      token: String(ctx.params.token).slice(0, 64),
      stale: false,
    })
  }

  async store(ctx: HttpContext) {
    refuseElsewhere(ctx)
    const token = ctx.request.input('token')
    const entry = await enterAsStaff(typeof token === 'string' ? token : '')
    if (!entry.ok) {
      ctx.response.status(410)
      return ctx.view.render('pages/storefront/staff_entry', { token: '', stale: true })
    }
    ctx.session.regenerate()
    const { staffId, until } = entry.value
    ctx.session.put(STAFF_ENTRY, { staffId, until: until.toMillis() } satisfies StaffEntry)
    return ctx.response.redirect(ctx.path('/'))
  }
}

function refuseElsewhere(ctx: HttpContext): void {
  if (ctx.storeEnvironment !== 'development')
    throw new Exception('not in this store', { status: 404 })
}
