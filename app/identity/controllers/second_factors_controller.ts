import type { HttpContext } from '@adonisjs/core/http'
import { emptyForm, formWithErrors, readForm, type FormState } from '#core/http/form'
import { err } from '#shared/result'
import { acceptPasskey } from '#identity/actions/accept_passkey'
import { acceptSecondFactor } from '#identity/actions/accept_second_factor'
import { enrolSecondFactor } from '#identity/actions/enrol_second_factor'
import type { SignInRefusal } from '#identity/actions/judge_sign_in'
import { acceptRecoveryCode } from '#identity/actions/accept_recovery_code'
import { takeChallenge } from '#identity/passkeys/challenges'
import { relyingParty } from '#identity/passkeys/relying_party'
import type { FactorKind } from '#identity/second_factor/kinds'
import { awaitedSecondFactor } from '#identity/second_factor/pending'
import { proofAsked } from '#identity/owner_proof'
import { showEnrolment, showRecoveryCodes } from '#identity/second_factor/pages'
import { ownPath, startSession } from '#identity/sessions/start'
import { passkeyValidator } from '#identity/validators/passkey'
import { recoveryCodeValidator, secondFactorValidator } from '#identity/validators/sign_in'

const CODE_VIEWS: Record<FactorKind, string> = {
  partner: 'pages/partners/second_factor',
  staff: 'pages/identity/second_factor',
}

const RECOVERY_VIEWS: Record<FactorKind, string> = {
  partner: 'pages/partners/recovery',
  staff: 'pages/identity/recovery',
}

const HOMES: Record<FactorKind, string> = { partner: '/', staff: '/queue' }

const REFUSALS = {
  wrong: 'identity.second_factor.wrong',
  too_many: 'identity.sign_in.too_many',
}

const PASSKEY_REFUSALS: Record<SignInRefusal['type'], string> = {
  wrong: 'identity.passkey.wrong',
  closed: 'identity.sign_in.closed',
  too_many: 'identity.sign_in.too_many',
}

const RECOVERY_REFUSALS = {
  wrong: 'identity.recovery.wrong',
  too_many: 'identity.sign_in.too_many',
}

type AwaitedFactor = NonNullable<Awaited<ReturnType<typeof awaitedSecondFactor>>>

/** The second step of a sign-in: the code, for staff at first beside the secret to enrol; or a recovery code. */
export default class SecondFactorsController {
  async create(ctx: HttpContext) {
    const awaited = await awaitedSecondFactor(ctx)
    if (!awaited) return ctx.response.redirect(ctx.path('/login'))
    return render(ctx, awaited, emptyForm())
  }

  async store(ctx: HttpContext) {
    const awaited = await awaitedSecondFactor(ctx)
    if (!awaited) return ctx.response.redirect(ctx.path('/login'))
    const form = await readForm(ctx, secondFactorValidator)
    if (!form.ok) return render(ctx, awaited, form.form)
    const { kind, account, enrolling, next } = awaited
    const accepted = enrolling
      ? await enrolSecondFactor(kind, account, enrolling, form.data.code)
      : await acceptSecondFactor(kind, account, form.data.code)
    if (!accepted.ok) {
      const message = ctx.t(REFUSALS[accepted.error.type])
      return render(ctx, awaited, formWithErrors(ctx, [{ field: 'code', message }]))
    }
    await startSession(ctx, kind, account)
    const goal = ownPath(ctx, next, HOMES[kind])
    return accepted.value
      ? showRecoveryCodes(ctx, kind, accepted.value, goal)
      : ctx.response.redirect(goal)
  }

  /** One of the account's passkeys in the place of the code. */
  async storePasskey(ctx: HttpContext) {
    const awaited = await awaitedSecondFactor(ctx)
    if (!awaited || awaited.enrolling) return ctx.response.redirect(ctx.path('/login'))
    const { kind, account, next } = awaited
    const form = await readForm(ctx, passkeyValidator)
    const party = relyingParty(ctx)
    const challenge = await takeChallenge(ctx, 'second_step', account.id)
    const accepted =
      form.ok && party && challenge
        ? await acceptPasskey(kind, { party, challenge, sent: form.data.passkey }, account)
        : err({ type: 'wrong' as const })
    if (!accepted.ok) {
      const message = ctx.t(PASSKEY_REFUSALS[accepted.error.type])
      return render(ctx, awaited, formWithErrors(ctx, [{ field: 'passkey', message }]))
    }
    await startSession(ctx, kind, accepted.value)
    return ctx.response.redirect(ownPath(ctx, next, HOMES[kind]))
  }

  async recover(ctx: HttpContext) {
    const awaited = await awaitedSecondFactor(ctx)
    if (!awaited || awaited.enrolling) return ctx.response.redirect(ctx.path('/login'))
    return ctx.view.render(RECOVERY_VIEWS[awaited.kind])
  }

  async storeRecovery(ctx: HttpContext) {
    const awaited = await awaitedSecondFactor(ctx)
    if (!awaited || awaited.enrolling) return ctx.response.redirect(ctx.path('/login'))
    const { kind, account } = awaited
    const form = await readForm(ctx, recoveryCodeValidator)
    if (!form.ok) return ctx.view.render(RECOVERY_VIEWS[kind])
    const accepted = await acceptRecoveryCode(kind, account, form.data.recovery_code)
    if (!accepted.ok) {
      const message = ctx.t(RECOVERY_REFUSALS[accepted.error.type])
      formWithErrors(ctx, [{ field: 'recovery_code', message }])
      return ctx.view.render(RECOVERY_VIEWS[kind])
    }
    await startSession(ctx, kind, account)
    return ctx.response.redirect(ctx.path('/account/second-factor?recovered=1'))
  }
}

async function render(
  ctx: HttpContext,
  { kind, account, enrolling }: AwaitedFactor,
  form: FormState
) {
  const { takes_passkey: takesPasskey } = await proofAsked(ctx, kind, account)
  return ctx.view.render(CODE_VIEWS[kind], {
    ...form,
    enrolling: Boolean(enrolling),
    takes_code: Boolean(enrolling ?? account.totpSecret),
    takes_passkey: takesPasskey,
    ...(enrolling ? showEnrolment(enrolling, account.email) : {}),
  })
}
