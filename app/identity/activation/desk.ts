import type { HttpContext } from '@adonisjs/core/http'
import { formWithErrors, readForm } from '#core/http/form'
import { spend } from '#core/limits'
import { verifyPassword } from '#identity/passwords/verify'
import { startSession } from '#identity/sessions/start'
import type { UserKind } from '#identity/sessions/store'
import { peekToken, type TokenPurpose } from '#identity/tokens/single_use_tokens'
import { activationValidator } from '#identity/validators/activation'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import type { Result } from '#shared/result'
import { forgetRegistration, registrationId } from './cookie.js'

/** A registration that waits for its link, as the page shows it. */
export interface WaitingRegistration {
  publicId: string
  passwordHash: string
  /** What was typed, for the page. */
  shown: Record<string, unknown>
}

/** What differs between the activations of the surfaces. */
export interface ActivationDesk<A extends Credentialed> {
  kind: UserKind
  purpose: TokenPurpose
  /** The page with the button, and the one of a link that is no good. */
  view: string
  invalidView: string
  /** Where one lands, signed in. */
  home: string
  /** The registration of a token, if it still waits and belongs to this surface. */
  find(ctx: HttpContext, registrationId: number): Promise<WaitingRegistration | null>
  activate(token: string): Promise<Result<A, { type: 'invalid_link' }>>
}

/**
 * The mailed link: opening it shows a button and changes nothing (R2.3). In the browser in which the registration was
 * typed, pressing it is enough; in any other the password of the registration is asked for beside it. So a link that
 * somebody else's registration brought into one's mail makes no account that this somebody can enter.
 */
export async function showActivation<A extends Credentialed>(
  ctx: HttpContext,
  desk: ActivationDesk<A>
) {
  ctx.response.header('cache-control', 'private, no-store')
  const waiting = await waitingOf(ctx, desk)
  return waiting ? render(ctx, desk, waiting) : invalid(ctx, desk)
}

/** The button: activates what the link stands for, and signs in. */
export async function activate<A extends Credentialed>(ctx: HttpContext, desk: ActivationDesk<A>) {
  const waiting = await waitingOf(ctx, desk)
  if (!waiting) return invalid(ctx, desk)
  if (!isOwnBrowser(ctx, waiting)) {
    const form = await readForm(ctx, activationValidator)
    if (!form.ok) return render(ctx, desk, waiting)
    const refusal = await judge(waiting, form.data.password)
    if (refusal) {
      formWithErrors(ctx, [{ field: 'password', message: ctx.t(refusal) }])
      return render(ctx, desk, waiting)
    }
  }
  const activated = await desk.activate(String(ctx.params.token))
  if (!activated.ok) return invalid(ctx, desk)
  forgetRegistration(ctx)
  await startSession(ctx, desk.kind, activated.value)
  return ctx.response.redirect(ctx.path(desk.home))
}

async function waitingOf<A extends Credentialed>(ctx: HttpContext, desk: ActivationDesk<A>) {
  const claim = await peekToken(desk.purpose, String(ctx.params.token))
  return claim && desk.find(ctx, claim.userId)
}

function isOwnBrowser(ctx: HttpContext, waiting: WaitingRegistration): boolean {
  return registrationId(ctx) === waiting.publicId
}

/** The key of a refusal, or null. The hash of a registration never changes: it is judged before the transaction. */
async function judge(waiting: WaitingRegistration, password: string): Promise<string | null> {
  const allowed = await spend('sign_in_account', `activation:${waiting.publicId}`)
  if (!allowed) return 'identity.activation.too_many'
  const matches = await verifyPassword(waiting.passwordHash, password)
  return matches ? null : 'identity.activation.wrong_password'
}

function render<A extends Credentialed>(
  ctx: HttpContext,
  desk: ActivationDesk<A>,
  waiting: WaitingRegistration
) {
  return ctx.view.render(desk.view, {
    registration: waiting.shown,
    token: ctx.params.token,
    asks_password: !isOwnBrowser(ctx, waiting),
  })
}

function invalid<A extends Credentialed>(ctx: HttpContext, desk: ActivationDesk<A>) {
  ctx.response.status(410)
  return ctx.view.render(desk.invalidView)
}
