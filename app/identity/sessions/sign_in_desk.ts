import type { HttpContext } from '@adonisjs/core/http'
import { emptyForm, formWithErrors, readForm, type FormState } from '#core/http/form'
import { judgeSignIn, type Credentialed, type SignInRefusal } from '#identity/actions/judge_sign_in'
import { awaitSecondFactor, wantsSecondFactor } from '#identity/second_factor/pending'
import { signInValidator } from '#identity/validators/sign_in'
import { viewerOf } from '#identity/viewer'
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
  const judged = await judgeSignIn(desk.kind, email, await desk.find(ctx, email), password)
  if (!judged.ok) {
    const message = ctx.t(REFUSALS[judged.error.type])
    const refused = formWithErrors(ctx, [{ field: 'email', message }])
    return render(ctx, desk, refused, judged.error.type)
  }
  if (wantsSecondFactor(desk.kind, judged.value)) {
    awaitSecondFactor(ctx, desk.kind, judged.value, next ?? '')
    return ctx.response.redirect(ctx.path('/login/code'))
  }
  await startSession(ctx, desk.kind, judged.value)
  return ctx.response.redirect(ownPath(ctx, next, desk.home))
}

function render<A extends Credentialed>(
  ctx: HttpContext,
  desk: SignInDesk<A>,
  form: FormState,
  refusal: SignInRefusal['type'] | null = null
) {
  const next = typeof form.old.next === 'string' ? form.old.next : ''
  const resetDone = ctx.request.method() === 'GET' && ctx.request.input('reset') === '1'
  return ctx.view.render(desk.view, { ...form, next, refusal, reset_done: resetDone })
}
