import type { HttpContext } from '@adonisjs/core/http'
import { readForm } from '#core/http/form'
import { networkOf } from '#core/limits'
import { accountsOf } from '#identity/accounts'
import { resetPassword } from '#identity/actions/reset_password'
import { shownPolicy } from '#identity/passwords/policy'
import { deviceHashOf } from '#identity/sessions/known_devices'
import type { UserKind } from '#identity/sessions/store'
import { peekToken } from '#identity/tokens/single_use_tokens'
import { POLICIES, newPasswordValidators } from '#identity/validators/password'
import { kindOfSurface } from '#identity/viewer'

const VIEWS: Record<UserKind, string> = {
  customer: 'pages/customers/password_reset',
  partner: 'pages/partners/password_reset',
  staff: 'pages/identity/password_reset',
}

/** The mailed link: opening it asks for a new password and changes nothing, sending that sets it. */
export default class PasswordResetsController {
  async edit(ctx: HttpContext) {
    ctx.response.header('cache-control', 'private, no-store')
    return render(ctx)
  }

  async update(ctx: HttpContext) {
    const kind = kindOfSurface(ctx)!
    if (!(await accountOf(ctx))) return render(ctx)
    const form = await readForm(ctx, newPasswordValidators[kind])
    if (!form.ok) return render(ctx)
    const from = { network: networkOf(ctx.request.ip()), deviceHash: deviceHashOf(ctx) }
    const wanted = form.data.new_password
    const reset = await resetPassword(kind, String(ctx.params.token), wanted, from)
    if (!reset.ok) return render(ctx)
    return ctx.response.redirect(ctx.path('/login?reset=1'))
  }
}

/** The account of a link that is still good, on this host: a link of one store is nothing in the other. */
async function accountOf(ctx: HttpContext) {
  const kind = kindOfSurface(ctx)!
  const claim = await peekToken(`${kind}.reset`, String(ctx.params.token))
  const account = claim && (await accountsOf(kind).load(claim.userId))
  if (!account?.maySignIn) return null
  const { environment = null } = account as { environment?: unknown }
  return environment === ctx.arrival.environment ? account : null
}

async function render(ctx: HttpContext) {
  const kind = kindOfSurface(ctx)!
  const account = await accountOf(ctx)
  if (!account) ctx.response.status(410)
  return ctx.view.render(VIEWS[kind], {
    account: account && { email: account.email },
    token: ctx.params.token,
    policy: shownPolicy(POLICIES[kind]),
  })
}
