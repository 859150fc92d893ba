import type { HttpContext } from '@adonisjs/core/http'
import router from '@adonisjs/core/services/router'
import { localizedPath, type Surface } from '#core/http/surfaces'

/** What answers where nothing else does: `core/unknown_routes.ts`. */
const UNKNOWN = '/*'

/** Patterns that can be asked for, by surface: `/queue/:id`, with every parameter's name taken off. Routes never change. */
const asked = new Map<Surface, ReadonlySet<string>>()

/**
 * The address by which the page of a request can be asked for, without a language: what a change of the language leads to, and what a
 * typed address means that is there for forms alone.
 *
 * A page that answers a form stands at the form's address, which may know POST only. Then it is the page that the form came from, as
 * the browser says, or else the nearest one above: `/queue/…` for `/queue/…/calls`.
 */
export function pageAddress(ctx: HttpContext): string {
  const { request, arrival } = ctx
  if (request.method() === 'GET' || request.method() === 'HEAD') return request.url(true)
  return (
    pageItCameFrom(request.header('referer'), ctx) ??
    pageAbove(arrival.surface, ctx.route?.pattern ?? '/', request.url())
  )
}

/** The page that a form's address belongs to: itself where it is one, or the nearest one above. `/` is always one. */
export function pageAbove(surface: Surface, pattern: string, path: string): string {
  const pages = pagesOf(surface)
  const names = bare(pattern).split('/')
  const parts = path.split('/')
  while (names.length > 1 && !pages.has(names.join('/'))) names.pop()
  return parts.slice(0, names.length).join('/') || '/'
}

/**
 * The page that a form's own address means when somebody asks for it: typed, reloaded, or opened in another language. Null for what
 * is no form's address, and for one that belongs to no page but the first, as those of programs do.
 */
export function pageOfForm(path: string, surface: Surface): string | null {
  const form = router.match(path, 'POST', true, surface)?.route.pattern
  const page = router.match(path, 'GET', true, surface)?.route.pattern
  // `/staff/invitations` is the form's, although `/staff/:id` fits it as well.
  if (!form || form === page || (page && page !== UNKNOWN && unknowns(form) >= unknowns(page)))
    return null
  const above = pageAbove(surface, form, path)
  return above === '/' ? null : above
}

/** Only one of this very host, and only where there is a page: it may have answered a form itself. */
function pageItCameFrom(referer: string | undefined, { arrival }: HttpContext): string | null {
  if (!referer || !URL.canParse(referer)) return null
  const { origin, pathname, search } = new URL(referer)
  if (origin !== arrival.origin) return null
  const path = pathname.replace(/^\/en(?=\/|$)/, '') || '/'
  const pattern = router.match(path, 'GET', true, arrival.surface)?.route.pattern
  if (!pattern || pattern === UNKNOWN || pageOfForm(path, arrival.surface)) return null
  return localizedPath(path, 'id') + search
}

const unknowns = (pattern: string) => pattern.split(':').length

function pagesOf(surface: Surface): ReadonlySet<string> {
  let pages = asked.get(surface)
  if (!pages) {
    const routes = router.toJSON()[surface] ?? []
    const found = routes.filter(
      ({ methods, pattern }) => methods.includes('GET') && pattern !== UNKNOWN
    )
    asked.set(surface, (pages = new Set(found.map(({ pattern }) => bare(pattern)))))
  }
  return pages
}

/** `/queue/:id` is `/queue/:`, and the root is empty, as the paths of its pages begin. */
function bare(pattern: string): string {
  const trimmed = pattern === '/' ? '' : pattern
  return trimmed.replace(/:[^/]+/g, ':')
}
