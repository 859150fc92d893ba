import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a form that another site (a sibling host included) makes a visitor's browser send. Browsers of
 * today say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`; without either, only a
 * request without cookies passes, for it can act on nobody's behalf.
 */
export function refuseCrossSite({ request, arrival }: HttpContext): void {
  if (SAFE.has(request.method())) return
  const site = request.header('sec-fetch-site')
  const origin = request.header('origin')
  const allowed = site
    ? site === 'same-origin' || site === 'none'
    : origin
      ? origin === arrival.origin
      : request.header('cookie') === undefined
  if (!allowed) throw new Exception('cross-site request', { status: 403, code: 'E_CROSS_SITE' })
}
