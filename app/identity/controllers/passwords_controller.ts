import type { HttpContext } from '@adonisjs/core/http'
import { formWithErrors, readForm } from '#core/http/form'
import { changePassword } from '#identity/actions/change_password'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import { shownPolicy } from '#identity/passwords/policy'
import OwnAccountPolicy from '#identity/policies/own_account_policy'
import { bindToPassword } from '#identity/sessions/start'
import type { UserKind } from '#identity/sessions/store'
import { POLICIES, passwordValidators } from '#identity/validators/password'
import { viewerOf } from '#identity/viewer'

const VIEWS: Record<UserKind, string> = {
  customer: 'pages/customers/password',
  partner: 'pages/partners/password',
  staff: 'pages/identity/password',
}

const REFUSALS = { wrong: 'identity.password_change.wrong', too_many: 'identity.sign_in.too_many' }

/** Changes the password of whoever is signed in. */
export default class PasswordsController {
  async edit(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('changePassword')
    return render(ctx)
  }

  async update(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('changePassword')
    const { kind, user } = viewerOf(ctx)!
    const form = await readForm(ctx, passwordValidators[kind])
    if (!form.ok) return render(ctx)
    const { password, new_password: wanted } = form.data
    const account = user as Credentialed
    const changed = await changePassword(kind, account, password, wanted, ctx.session.sessionId)
    if (!changed.ok) {
      formWithErrors(ctx, [{ field: 'password', message: ctx.t(REFUSALS[changed.error.type]) }])
      return render(ctx)
    }
    bindToPassword(ctx, changed.value)
    return ctx.response.redirect(ctx.path('/account?saved=1'))
  }
}

function render(ctx: HttpContext) {
  const { kind } = viewerOf(ctx)!
  return ctx.view.render(VIEWS[kind], { policy: shownPolicy(POLICIES[kind]) })
}
