import app from '@adonisjs/core/services/app'
import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import { pageOfForm } from '#core/http/page_address'
import { sessionCookieCame } from '#core/http/session_cookie'
import { shareLocals } from '#core/views/locals'

/** What people read when something is not to be had: what happened, what it means, what to do. */
const PAGES: Record<number, string> = {
  400: 'bad_request',
  401: 'sign_in',
  403: 'forbidden',
  404: 'not_found',
  410: 'gone',
  413: 'too_large',
  419: 'stale_form',
  429: 'too_many',
  500: 'broken',
  503: 'busy',
}

const TITLES: Record<string, { title: string; body: string }> = {
  bad_request: { title: 'errors.bad_request.title', body: 'errors.bad_request.body' },
  sign_in: { title: 'errors.sign_in.title', body: 'errors.sign_in.body' },
  forbidden: { title: 'errors.forbidden.title', body: 'errors.forbidden.body' },
  not_found: { title: 'errors.not_found.title', body: 'errors.not_found.body' },
  gone: { title: 'errors.gone.title', body: 'errors.gone.body' },
  too_large: { title: 'errors.too_large.title', body: 'errors.too_large.body' },
  stale_form: { title: 'errors.stale_form.title', body: 'errors.stale_form.body' },
  too_many: { title: 'errors.too_many.title', body: 'errors.too_many.body' },
  broken: { title: 'errors.broken.title', body: 'errors.broken.body' },
  busy: { title: 'errors.busy.title', body: 'errors.busy.body' },
}

export default class HttpExceptionHandler extends ExceptionHandler {
  protected override debug = false
  protected override ignoreStatuses = [400, 401, 403, 404, 410, 413, 415, 419, 422, 429]

  override async handle(error: unknown, ctx: HttpContext) {
    const status = statusOf(error)
    ctx.response.status(status).header('cache-control', 'no-store')
    if (ctx.arrival.path.startsWith('/api/')) {
      return ctx.response.send({
        error: (error as { code?: string }).code ?? PAGES[status] ?? 'error',
      })
    }
    const form = status === 404 && ctx.request.method() === 'GET' && formPage(ctx)
    if (form) return ctx.response.status(302).redirect(ctx.path(form))
    shareLocals(ctx)
    const page = TITLES[PAGES[status] ?? (status >= 500 ? 'broken' : 'bad_request')]!
    const state = {
      status,
      title: ctx.t(page.title),
      body: ctx.t(page.body),
      requestId: ctx.request.id(),
    }
    const bare = () => ctx.view.render('pages/errors/show', state)
    if (!hasMenu(ctx, status)) return ctx.response.send(await bare())
    const view = `pages/errors/${ctx.arrival.surface}`
    return ctx.response.send(await ctx.view.render(view, state).catch(bare))
  }

  override async report(error: unknown, ctx: HttpContext) {
    if (!app.inTest || statusOf(error) >= 500) return super.report(error, ctx)
  }
}

/** The page of a form whose own address was asked for: there is nothing else at it. */
function formPage({ request, arrival }: HttpContext): string | null {
  return pageOfForm(request.url(), arrival.surface)
}

/**
 * May the page stand in its surface's layout? Not when something is broken, for a layout may read the database; nor when
 * somebody may be signed in and nobody has looked, or the token of their forms is missing: the menu would be wrong.
 */
function hasMenu(ctx: HttpContext, status: number): boolean {
  if (status >= 500 || status === 419) return false
  return ctx.session !== undefined || !sessionCookieCame(ctx)
}

interface Refusal {
  status: number
  code: string
  response: { status?: number }
}

function statusOf(error: unknown): number {
  const { status, code, response } = error as Partial<Refusal>
  if (code === 'E_BAD_CSRF_TOKEN') return 419
  // A policy may say that there is no such thing, rather than that it is not for the asker.
  if (code === 'E_AUTHORIZATION_FAILURE') return response?.status ?? 403
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500
}
