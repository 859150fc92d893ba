import type { HttpContext } from '@adonisjs/core/http'
import brand from '#config/brand'
import { qrPath } from '#shared/qr'
import type { FactorKind } from './kinds.js'
import { totpUri } from './totp.js'

const CODES_VIEWS: Record<FactorKind, string> = {
  partner: 'pages/partners/recovery_codes',
  staff: 'pages/identity/recovery_codes',
}

/** What a page shows to enrol an authenticator: the secret in groups, its address and that as a picture. */
export function showEnrolment(secret: string, email: string) {
  const uri = totpUri(secret, email, brand.name)
  return { secret: secret.match(/.{4}/g)!.join(' '), uri, qr: qrPath(uri) }
}

/** The recovery codes, the one time that they are shown: in the answer itself, nowhere kept. */
export function showRecoveryCodes(
  ctx: HttpContext,
  kind: FactorKind,
  codes: readonly string[],
  goal: string
) {
  ctx.response.header('cache-control', 'private, no-store')
  return ctx.view.render(CODES_VIEWS[kind], { codes, goal })
}
