import type { HttpContext } from '@adonisjs/core/http'

/** Did the cookie of a session come, whatever became of the session? Over TLS its name has a prefix. */
export function sessionCookieCame({ request }: HttpContext): boolean {
  return request.header('cookie')?.includes('etalase=') ?? false
}
