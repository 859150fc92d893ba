import type { HttpContext } from '@adonisjs/core/http'
import { formWithErrors, readForm } from '#core/http/form'
import { changePassword } from '#identity/actions/change_password'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import { shownPolicy } from '#identity/passwords/policy'
import OwnAccountPolicy from '#identity/policies/own_account_policy'
import { bindToPassword } from '#identity/sessions/start'
import type { UserKind } from '#identity/sessions/store'
import { PROOF_REFUSALS, proofAsked, readOwnerProof } from '#identity/owner_proof'
import { POLICIES, newPasswordValidators } from '#identity/validators/password'
import { viewerOf } from '#identity/viewer'

const VIEWS: Record<UserKind, string> = {
  customer: 'pages/customers/password',
  partner: 'pages/partners/password',
  staff: 'pages/identity/password',
}

/** Changes the password of whoever is signed in. */
export default class PasswordsController {
  async edit(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('changePassword')
    return render(ctx)
  }

  async update(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('changePassword')
    const { kind, user } = viewerOf(ctx)!
    const account = user as Credentialed
    const form = await readForm(ctx, newPasswordValidators[kind])
    if (!form.ok) return render(ctx)
    const proof = await readOwnerProof(ctx, kind, account)
    const { new_password: wanted } = form.data
    const changed = proof.ok
      ? await changePassword(kind, account, proof.value, wanted, ctx.session.sessionId)
      : proof
    if (!changed.ok) {
      if (changed.error.type === 'invalid') return render(ctx)
      const [field, message] = PROOF_REFUSALS[changed.error.type]
      formWithErrors(ctx, [{ field, message: ctx.t(message) }])
      return render(ctx)
    }
    bindToPassword(ctx, changed.value)
    return ctx.response.redirect(ctx.path('/account?saved=1'))
  }
}

async function render(ctx: HttpContext) {
  const { kind, user } = viewerOf(ctx)!
  return ctx.view.render(VIEWS[kind], {
    policy: shownPolicy(POLICIES[kind]),
    ...(await proofAsked(ctx, kind, user as Credentialed)),
  })
}
