import type { HttpContext } from '@adonisjs/core/http'
import { readForm } from '#core/http/form'
import { correctProfile } from '#customers/actions/correct_profile'
import { renderAccount } from '#customers/account_page'
import OwnProfilePolicy from '#customers/policies/own_profile_policy'
import { profileValidator } from '#customers/validators/account'
import { customerOf } from '#customers/viewer'

export default class AccountController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(OwnProfilePolicy).authorize('view')
    return renderAccount(ctx, customerOf(ctx))
  }

  async update(ctx: HttpContext) {
    await ctx.bouncer.with(OwnProfilePolicy).authorize('correct')
    const customer = customerOf(ctx)
    const form = await readForm(ctx, profileValidator)
    if (!form.ok) return renderAccount(ctx, customer, { form: form.form, which: 'profile' })
    await correctProfile(customer, form.data)
    return ctx.response.redirect(ctx.path('/account?saved=1'))
  }
}
