import type { HttpContext } from '@adonisjs/core/http'
import surfaces from '#config/surfaces'
import { clock } from '#shared/clock'
import { isPublicId } from '#shared/public_id'
import PartnerRegistration from '#partners/models/partner_registration'

const SECURE = surfaces.scheme === 'https'
const NAME = SECURE ? '__Host-registration' : 'registration'

/** Ties a registration that waits for its second look to the browser in which it was typed. No session. */
export function rememberRegistration(ctx: HttpContext, registration: PartnerRegistration): void {
  ctx.response.encryptedCookie(NAME, registration.publicId, {
    path: '/',
    httpOnly: true,
    secure: SECURE,
    sameSite: 'lax',
    maxAge: '1h',
  })
}

/** The id of the registration of this browser, whatever became of it. */
export function registrationId(ctx: HttpContext): string | null {
  const id: unknown = ctx.request.encryptedCookie(NAME)
  return typeof id === 'string' && isPublicId(id) ? id : null
}

/** The registration of this browser, if it still may be looked at and changed. */
export async function openRegistrationOf(ctx: HttpContext): Promise<PartnerRegistration | null> {
  const id = registrationId(ctx)
  const registration = id ? await PartnerRegistration.findBy({ publicId: id }) : null
  return registration?.isOpen(clock.now()) ? registration : null
}

export function forgetRegistration(ctx: HttpContext): void {
  ctx.response.clearCookie(NAME)
}
