import type { HttpContext } from '@adonisjs/core/http'
import { readForm } from '#core/http/form'
import { acceptInvitation, findInvitation } from '#identity/actions/invite_staff'
import { shownPolicy } from '#identity/passwords/policy'
import { ROLE_LABELS } from '#identity/role_labels'
import { awaitSecondFactor } from '#identity/second_factor/pending'
import { acceptanceValidator } from '#identity/validators/staff'

/** The mailed link of an invitation: opening it asks for a name and a password, sending them makes the account (R5.5). */
export default class InvitationsController {
  show(ctx: HttpContext) {
    return render(ctx)
  }

  async store(ctx: HttpContext) {
    const token = String(ctx.params.token)
    if (!(await findInvitation(token))) return render(ctx)
    const form = await readForm(ctx, acceptanceValidator)
    if (!form.ok) return render(ctx)
    const accepted = await acceptInvitation(token, form.data)
    if (!accepted.ok) return render(ctx)
    // The second factor is enrolled at once, as by every first sign-in.
    awaitSecondFactor(ctx, 'staff', accepted.value, '')
    return ctx.response.redirect(ctx.path('/login/code'))
  }
}

async function render(ctx: HttpContext) {
  ctx.response.header('cache-control', 'private, no-store')
  const token = String(ctx.params.token)
  const invitation = await findInvitation(token)
  if (!invitation) ctx.response.status(410)
  return ctx.view.render('pages/identity/invitation', {
    token,
    policy: shownPolicy('staff'),
    invitation: invitation && {
      email: invitation.email,
      role: ctx.t(ROLE_LABELS[invitation.role]),
    },
  })
}
