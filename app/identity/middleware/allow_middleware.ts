import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import app from '@adonisjs/core/services/app'
import { Exception } from '@adonisjs/core/exceptions'
import encryption from '@adonisjs/core/services/encryption'
import edge from 'edge.js'
import shieldConfig from '#config/shield'
import { csrfFactory } from '@adonisjs/shield/guards'
import SessionMiddleware from '@adonisjs/session/session_middleware'
import '#identity/authorization'
import type Staff from '#identity/models/staff'
import type { StaffRole } from '#identity/models/staff'
import { escapeHtml } from '#core/markup'
import { answerOnce, answerPacked } from '#core/http/answer_once'
import { bringsFiles, dropUploads, readBody, refuseForeignBody } from '#core/http/body'
import { refuseCrossSite } from '#core/http/cross_site'
import type { Uploader } from '#core/http/uploads'
import { networkOf } from '#core/limits'
import { spendFor, spendLimits } from '#core/middleware/limit_middleware'
import { sessionCookieCame } from '#core/http/session_cookie'
import { countUnread } from '#core/notices/read_notices'
import { shareLocals } from '#core/views/locals'
import { SESSION_COOKIE, SESSION_COOKIE_OPTIONS } from '#identity/sessions/cookie'
import { describeAccount, loadViewer, viewerOf } from '#identity/viewer'

/**
 * Who may use a route. Every route says it (`.use(middleware.allow({ who: … }))`); the routes × roles × owners
 * matrix is generated from it and fails on a route that does not. What comes from another site, or in a body that the
 * route takes none of, is refused first; then who sends it is judged, then how often; only then the body is read, and the form's token in it.
 *
 * - `anyone`: the whole world; a session is opened only when its cookie came, so anonymous pages stay cacheable;
 * - `guest`: registration, activation, sign-in: everybody, and an answer may start a session;
 * - `customer`, `partner`, `staff`: signed in on this surface, staff with one of `roles` where named;
 * - `machine`: a program that signs its requests itself (status API, payment callbacks).
 */
export interface Access {
  who: 'anyone' | 'guest' | 'customer' | 'partner' | 'staff' | 'machine'
  roles?: readonly StaffRole[]
  /** Opens a session even on a first GET: a link that signs in. */
  session?: 'always'
}

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

export default class AllowMiddleware {
  async handle(ctx: HttpContext, next: NextFn, access: Access) {
    refuseCrossSite(ctx)
    if (!isUnsafe(ctx)) return admit(ctx, next, access)
    refuseForeignBody(ctx)
    try {
      return await admit(ctx, next, access)
    } finally {
      await dropUploads(ctx)
    }
  }
}

async function admit(ctx: HttpContext, next: NextFn, access: Access) {
  if (access.who === 'machine') {
    ctx.response.header('cache-control', 'no-store')
    await takeBody(ctx)
    return next()
  }
  if (!needsSession(ctx, access)) {
    if (access.who !== 'anyone' && access.who !== 'guest') return askToSignIn(ctx)
    ctx.response.header('cache-control', 'public, max-age=0, must-revalidate')
    ctx.response.append('vary', 'Cookie')
    shareLocals(ctx)
    await takeBody(ctx)
    await next()
    return answerOnce(ctx)
  }
  const sessions = await app.container.make(SessionMiddleware)
  const authenticators = await app.container.make('auth.manager')
  ctx.auth = authenticators.createAuthenticator(ctx)
  const answer = await sessions.handle(ctx, async () => {
    ctx.response.header('cache-control', 'private, no-store')
    await loadViewer(ctx)
    shareLocals(ctx, { user: viewerForViews(ctx), unread_notices: () => unreadOf(ctx) })
    if (viewerOf(ctx)) await giveToken(ctx)
    const refusal = refuse(ctx, access)
    if (refusal === 'sign_in') return askToSignIn(ctx)
    if (refusal === 'forbidden')
      throw new Exception('not for this role', { status: 403, code: 'E_FORBIDDEN' })
    await takeBody(ctx)
    return next()
  })
  if (ctx.session.isEmpty) dropCookie(ctx)
  await answerPacked(ctx)
  return answer
}

/** The package sets its cookie on every answer. Whose session holds nothing is a guest again, pages kept and all. */
function dropCookie({ request, response }: HttpContext): void {
  const others = [response.getHeader('set-cookie') ?? []]
    .flat()
    .map(String)
    .filter((header) => !header.startsWith(`${SESSION_COOKIE}=`))
  response.removeHeader('set-cookie')
  if (others.length > 0) response.append('set-cookie', others)
  if (request.header('cookie')?.includes(`${SESSION_COOKIE}=`)) {
    response.clearCookie(SESSION_COOKIE, SESSION_COOKIE_OPTIONS)
  }
}

function needsSession(ctx: HttpContext, access: Access): boolean {
  return (
    sessionCookieCame(ctx) ||
    access.session === 'always' ||
    (access.who === 'guest' && isUnsafe(ctx))
  )
}

function isUnsafe({ request }: HttpContext): boolean {
  return UNSAFE.has(request.method())
}

function refuse(ctx: HttpContext, access: Access): 'sign_in' | 'forbidden' | null {
  if (access.who === 'anyone' || access.who === 'guest') return null
  const viewer = viewerOf(ctx)
  if (viewer?.kind !== access.who) return 'sign_in'
  if (viewer.kind !== 'staff' || !access.roles) return null
  return access.roles.includes((viewer.user as Staff).role) ? null : 'forbidden'
}

function askToSignIn(ctx: HttpContext) {
  if (ctx.request.method() !== 'GET')
    throw new Exception('sign in first', { status: 401, code: 'E_UNAUTHORIZED' })
  ctx.response.header('cache-control', 'private, no-store')
  const here = ctx.request.url(true)
  return ctx.response.redirect(`${ctx.path('/login')}?next=${encodeURIComponent(here)}`)
}

/** What somebody sent is read when it is known who, and how often. */
async function takeBody(ctx: HttpContext): Promise<void> {
  if (!isUnsafe(ctx)) return
  await spendLimits(ctx)
  const sender = uploaderOf(ctx)
  if (bringsFiles(ctx) && sender.kind !== 'guest' && sender.kind !== 'staff')
    await spendFor(ctx, 'upload_account', `${sender.kind}:${sender.key}`)
  await readBody(ctx, sender)
  if (ctx.session && viewerOf(ctx)) await checkToken(ctx)
}

function uploaderOf(ctx: HttpContext): Uploader {
  const viewer = ctx.session ? viewerOf(ctx) : null
  return viewer
    ? { kind: viewer.kind, key: String(viewer.user.id) }
    : { kind: 'guest', key: networkOf(ctx.request.ip()) }
}

const guard = (exempt: boolean) =>
  csrfFactory({ ...shieldConfig.csrf, exceptRoutes: () => exempt }, encryption.use(), edge)

let tokens: { give: ReturnType<typeof guard>; check: ReturnType<typeof guard> } | undefined

/** A token in every form of somebody who is signed in, beside the origin check that everybody gets. */
async function giveToken(ctx: HttpContext): Promise<void> {
  tokens ??= { give: guard(true), check: guard(false) }
  await tokens.give(ctx)
  const token = escapeHtml((ctx.request as unknown as { csrfToken: string }).csrfToken)
  ctx.view.share({ csrf_field: () => `<input type="hidden" name="_csrf" value="${token}">` })
}

/** @throws 419 for a form that does not bring its token back */
async function checkToken(ctx: HttpContext): Promise<void> {
  await tokens!.check(ctx)
}

/** For the bell: asked when a page draws one, and by nothing else. */
function unreadOf(ctx: HttpContext): Promise<number> | 0 {
  const viewer = viewerOf(ctx)
  return viewer ? countUnread({ kind: viewer.kind, id: viewer.user.id }) : 0
}

function viewerForViews(ctx: HttpContext) {
  const viewer = viewerOf(ctx)
  return viewer && { kind: viewer.kind, ...describeAccount(viewer.user) }
}
