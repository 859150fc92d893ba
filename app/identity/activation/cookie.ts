import type { HttpContext } from '@adonisjs/core/http'
import type { Duration } from 'luxon'
import surfaces from '#config/surfaces'
import { isPublicId } from '#shared/public_id'

const SECURE = surfaces.scheme === 'https'
const NAME = SECURE ? '__Host-registration' : 'registration'
const OPTIONS = { path: '/', httpOnly: true, secure: SECURE, sameSite: 'lax' } as const

/**
 * Ties a registration to the browser in which it was typed: it may be looked at again there, and its mailed link needs
 * no password there. Encrypted with the application's key, so that nobody can make one. No session.
 */
export function rememberRegistration(ctx: HttpContext, publicId: string, life: Duration): void {
  ctx.response.encryptedCookie(NAME, publicId, { ...OPTIONS, maxAge: life.as('seconds') })
}

/** The id of the registration of this browser, whatever became of it. */
export function registrationId(ctx: HttpContext): string | null {
  const id: unknown = ctx.request.encryptedCookie(NAME)
  return typeof id === 'string' && isPublicId(id) ? id : null
}

export function forgetRegistration(ctx: HttpContext): void {
  ctx.response.clearCookie(NAME, OPTIONS)
}
