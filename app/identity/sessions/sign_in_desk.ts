import type { HttpContext } from '@adonisjs/core/http'
import { emptyForm, formWithErrors, readForm, type FormState } from '#core/http/form'
import { networkOf } from '#core/limits'
import { err } from '#shared/result'
import { acceptPasskey } from '#identity/actions/accept_passkey'
import { judgeSignIn, type Credentialed, type SignInRefusal } from '#identity/actions/judge_sign_in'
import { NOBODY_YET, takeChallenge } from '#identity/passkeys/challenges'
import { relyingParty } from '#identity/passkeys/relying_party'
import { awaitSecondFactor, wantsSecondFactor } from '#identity/second_factor/pending'
import { passkeyEntryValidator } from '#identity/validators/passkey'
import { signInValidator } from '#identity/validators/sign_in'
import { viewerOf } from '#identity/viewer'
import { deviceHashOf } from './known_devices.js'
import { ownPath, startSession } from './start.js'
import type { UserKind } from './store.js'

/** What differs between the sign-ins of the surfaces. */
export interface SignInDesk<A extends Credentialed> {
  kind: UserKind
  /** The page that shows the form. */
  view: string
  /** Where one goes who wanted nothing in particular. */
  home: string
  /** The account of an address, in the spelling in which we keep it. */
  find(ctx: HttpContext, email: string): Promise<A | null>
}

const REFUSALS: Record<SignInRefusal['type'], string> = {
  wrong: 'identity.sign_in.wrong',
  closed: 'identity.sign_in.closed',
  too_many: 'identity.sign_in.too_many',
}

const PASSKEY_REFUSALS: Record<SignInRefusal['type'], string> = {
  ...REFUSALS,
  wrong: 'identity.passkey.wrong',
}

/** The sign-in page; who is signed in goes on. */
export function showSignIn<A extends Credentialed>(ctx: HttpContext, desk: SignInDesk<A>) {
  if (viewerOf(ctx))
    return ctx.response.redirect(ownPath(ctx, ctx.request.input('next'), desk.home))
  return render(ctx, desk, emptyForm({ next: ctx.request.input('next') }))
}

/** Checks what was sent and signs in. */
export async function signIn<A extends Credentialed>(ctx: HttpContext, desk: SignInDesk<A>) {
  const form = await readForm(ctx, signInValidator)
  if (!form.ok) return render(ctx, desk, form.form)
  const { email, password, next } = form.data
  const tries = {
    kind: desk.kind,
    address: email,
    environment: ctx.arrival.environment,
    network: networkOf(ctx.request.ip()),
    deviceHash: deviceHashOf(ctx),
  }
  const judged = await judgeSignIn(tries, await desk.find(ctx, email), password)
  if (!judged.ok) {
    const message = ctx.t(REFUSALS[judged.error.type])
    const refused = formWithErrors(ctx, [{ field: 'email', message }])
    return render(ctx, desk, refused, judged.error.type)
  }
  const factorKind = await wantsSecondFactor(desk.kind, judged.value)
  if (factorKind) {
    awaitSecondFactor(ctx, factorKind, judged.value, next ?? '')
    return ctx.response.redirect(ctx.path('/login/code'))
  }
  await startSession(ctx, desk.kind, judged.value)
  return ctx.response.redirect(ownPath(ctx, next, desk.home))
}

/** Checks the signature of a passkey and signs in: it is password and second factor at once. */
export async function signInByPasskey<A extends Credentialed>(
  ctx: HttpContext,
  desk: SignInDesk<A>
) {
  const form = await readForm(ctx, passkeyEntryValidator)
  const party = relyingParty(ctx)
  const challenge = await takeChallenge(ctx, 'entry', NOBODY_YET)
  const accepted =
    form.ok && party && challenge
      ? await acceptPasskey(desk.kind, { party, challenge, sent: form.data.passkey })
      : err({ type: 'wrong' as const })
  if (!accepted.ok) {
    const message = ctx.t(PASSKEY_REFUSALS[accepted.error.type])
    return render(ctx, desk, formWithErrors(ctx, [{ field: 'passkey', message }]))
  }
  await startSession(ctx, desk.kind, accepted.value)
  return ctx.response.redirect(ownPath(ctx, ctx.request.input('next'), desk.home))
}

function render<A extends Credentialed>(
  ctx: HttpContext,
  desk: SignInDesk<A>,
  form: FormState,
  refusal: SignInRefusal['type'] | null = null
) {
  const next = typeof form.old.next === 'string' ? form.old.next : ''
  const resetDone = ctx.request.method() === 'GET' && ctx.request.input('reset') === '1'
  return ctx.view.render(desk.view, {
    ...form,
    next,
    refusal,
    reset_done: resetDone,
    passkeys: relyingParty(ctx) !== null,
  })
}
