import type { HttpContext } from '@adonisjs/core/http'
import { formWithErrors, readForm } from '#core/http/form'
import {
  cancelEmailChange,
  requestEmailChange,
  resendEmailChange,
} from '#partners/actions/change_email'
import { PROOF_REFUSALS, proofAsked, readOwnerProof } from '#identity/owner_proof'
import OwnCompanyPolicy from '#partners/policies/own_company_policy'
import { waitingEmailChange } from '#partners/queries/find_email_change'
import { emailChangeValidator } from '#partners/validators/email_change'
import { partnerOf } from '#partners/viewer'

const REFUSALS = {
  ...PROOF_REFUSALS,
  same: ['email', 'partners.email.same'],
} as const

/** Another address for the account of a partner: asked for, sent again, given up. */
export default class EmailController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('changeEmail')
    return render(ctx)
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('changeEmail')
    const partner = partnerOf(ctx)
    const form = await readForm(ctx, emailChangeValidator)
    if (!form.ok) return render(ctx)
    const proof = await readOwnerProof(ctx, 'partner', partner)
    const requested = proof.ok
      ? await requestEmailChange(partner, form.data.email, proof.value)
      : proof
    if (!requested.ok) {
      if (requested.error.type === 'invalid') return render(ctx)
      const [field, message] = REFUSALS[requested.error.type]
      formWithErrors(ctx, [{ field, message: ctx.t(message) }])
      return render(ctx)
    }
    return ctx.response.redirect(ctx.path('/account/email'))
  }

  async resend(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('changeEmail')
    await resendEmailChange(partnerOf(ctx))
    return ctx.response.redirect(ctx.path('/account/email?sent=1'))
  }

  async destroy(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('changeEmail')
    await cancelEmailChange(partnerOf(ctx))
    return ctx.response.redirect(ctx.path('/account/email?cancelled=1'))
  }
}

async function render(ctx: HttpContext) {
  const partner = partnerOf(ctx)
  const change = await waitingEmailChange(partner)
  return ctx.view.render('pages/partners/email', {
    partner,
    ...(await proofAsked(ctx, 'partner', partner)),
    change: change && {
      newEmail: change.newEmail,
      old_confirmed: change.hasConfirmed('old'),
      new_confirmed: change.hasConfirmed('new'),
      until: change.expiresAt,
    },
    sent: ctx.request.input('sent') === '1',
    cancelled: ctx.request.input('cancelled') === '1',
  })
}
