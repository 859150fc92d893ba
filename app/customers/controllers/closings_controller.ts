import type { HttpContext } from '@adonisjs/core/http'
import { formWithErrors, readForm } from '#core/http/form'
import { closeCustomer } from '#customers/actions/close_customer'
import OwnProfilePolicy from '#customers/policies/own_profile_policy'
import { closingValidator } from '#customers/validators/account'
import { customerOf } from '#customers/viewer'

const REFUSALS = {
  wrong: 'identity.password_change.wrong',
  too_many: 'identity.sign_in.too_many',
  busy: 'customers.closing.busy',
}

/** The customer deletes the account: told first what becomes of what, then asked for the password. */
export default class ClosingsController {
  async create(ctx: HttpContext) {
    await ctx.bouncer.with(OwnProfilePolicy).authorize('close')
    return ctx.view.render('pages/customers/close')
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(OwnProfilePolicy).authorize('close')
    const form = await readForm(ctx, closingValidator)
    if (!form.ok) return ctx.view.render('pages/customers/close')
    const closed = await closeCustomer(customerOf(ctx), form.data.password)
    if (!closed.ok) {
      const message = ctx.t(REFUSALS[closed.error.type])
      formWithErrors(ctx, [{ field: 'password', message }])
      return ctx.view.render('pages/customers/close')
    }
    ctx.session.clear()
    return ctx.response.redirect(ctx.path('/account-closed'))
  }

  done(ctx: HttpContext) {
    return ctx.view.render('pages/customers/closed')
  }
}
