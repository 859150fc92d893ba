import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { formWithErrors, readForm } from '#core/http/form'
import { enrolSecondFactor } from '#identity/actions/enrol_second_factor'
import { proveOwner } from '#identity/actions/prove_owner'
import { switchOffSecondFactor } from '#identity/actions/remove_second_factor'
import { renewRecoveryCodes } from '#identity/actions/renew_recovery_codes'
import OwnAccountPolicy from '#identity/policies/own_account_policy'
import { withFactors, type FactorAccount, type FactorKind } from '#identity/second_factor/kinds'
import { PROOF_REFUSALS, proofAsked, readOwnerProof } from '#identity/owner_proof'
import { showEnrolment, showRecoveryCodes } from '#identity/second_factor/pages'
import { beginEnrolment, enrolmentAtHand, forgetEnrolment } from '#identity/second_factor/pending'
import { countPasskeys } from '#identity/queries/list_passkeys'
import { codesLeft } from '#identity/second_factor/recovery_codes'
import { hasSecondFactor } from '#identity/second_factor/state'
import { secondFactorValidator } from '#identity/validators/sign_in'
import { viewerOf } from '#identity/viewer'

const VIEWS: Record<FactorKind, string> = {
  partner: 'pages/partners/own_second_factor',
  staff: 'pages/identity/own_second_factor',
}

const PAGE = '/account/second-factor'

/** Which of the page's forms was sent: its errors stand in that one. */
type Form = 'begin' | 'confirm' | 'codes' | 'remove'

/** The second factor of whoever is signed in: switched on, moved to another phone, with new recovery codes, switched off. */
export default class OwnSecondFactorController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('keepSecondFactor')
    return render(ctx)
  }

  /** Begins with an authenticator, for who shows to be the owner. */
  async begin(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('keepSecondFactor')
    const { kind, account } = ownerOf(ctx)
    const proof = await readOwnerProof(ctx, kind, account)
    const proven = proof.ok ? await proveOwner(kind, account, proof.value) : proof
    if (!proven.ok) return refuse(ctx, 'begin', proven.error.type)
    beginEnrolment(ctx)
    return ctx.response.redirect(ctx.path(PAGE) + '#enrol')
  }

  /** The first code of the authenticator that was begun with. */
  async confirm(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('keepSecondFactor')
    const { kind, account } = ownerOf(ctx)
    const secret = enrolmentAtHand(ctx)
    if (!secret) return ctx.response.redirect(ctx.path(PAGE))
    const form = await readForm(ctx, secondFactorValidator)
    if (!form.ok) return render(ctx, 'confirm')
    const { code } = form.data
    const enrolled = await enrolSecondFactor(kind, account, secret, code, ctx.session.sessionId)
    if (!enrolled.ok) {
      const [, message] = PROOF_REFUSALS[enrolled.error.type]
      formWithErrors(ctx, [{ field: 'code', message: ctx.t(message) }])
      return render(ctx, 'confirm')
    }
    forgetEnrolment(ctx)
    return showRecoveryCodes(ctx, kind, enrolled.value, ctx.path(PAGE))
  }

  async codes(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('keepSecondFactor')
    const { kind, account } = ownerOf(ctx)
    const proof = await readOwnerProof(ctx, kind, account)
    const renewed = proof.ok ? await renewRecoveryCodes(kind, account, proof.value) : proof
    if (!renewed.ok) {
      const { type } = renewed.error
      if (type === 'none') return ctx.response.redirect(ctx.path(PAGE))
      return refuse(ctx, 'codes', type)
    }
    return showRecoveryCodes(ctx, kind, renewed.value, ctx.path(PAGE))
  }

  /** Partners only: staff cannot do without. */
  async remove(ctx: HttpContext) {
    await ctx.bouncer.with(OwnAccountPolicy).authorize('switchOffSecondFactor')
    const { kind, account } = ownerOf(ctx)
    if (!(await hasSecondFactor(kind, account))) return ctx.response.redirect(ctx.path(PAGE))
    const proof = await readOwnerProof(ctx, kind, account)
    const removed = proof.ok
      ? await switchOffSecondFactor(account, proof.value, ctx.session.sessionId)
      : proof
    if (!removed.ok) return refuse(ctx, 'remove', removed.error.type)
    return ctx.response.redirect(ctx.path(`${PAGE}?off=1`))
  }
}

function ownerOf(ctx: HttpContext): { kind: FactorKind; account: FactorAccount } {
  const { kind, user } = viewerOf(ctx)!
  return { kind: kind as FactorKind, account: withFactors(user as FactorAccount) }
}

function refuse(ctx: HttpContext, which: Form, type: keyof typeof PROOF_REFUSALS | 'invalid') {
  if (type === 'invalid') return render(ctx, which)
  const [field, message] = PROOF_REFUSALS[type]
  formWithErrors(ctx, [{ field, message: ctx.t(message) }])
  return render(ctx, which)
}

async function render(ctx: HttpContext, sent: Form | null = null) {
  const { kind, account } = ownerOf(ctx)
  const enrolment = enrolmentAtHand(ctx)
  // A kept page would show a secret that has been enrolled, or never was.
  ctx.response.header('cache-control', 'private, no-store')
  return ctx.view.render(VIEWS[kind], {
    is_on: account.totpSecret !== null,
    may_remove: kind === 'partner',
    sent,
    left: await codesLeft(db.connection(), { kind, id: account.id }),
    passkeys: await countPasskeys(kind, account.id),
    ...(await proofAsked(ctx, kind, account)),
    enrolment: enrolment && showEnrolment(enrolment, account.email),
    recovered: ctx.request.input('recovered') === '1',
    switched_off: ctx.request.input('off') === '1',
  })
}
