import hash from '@adonisjs/core/services/hash'
import { Duration } from 'luxon'
import { clock } from '#shared/clock'
import type { Language } from '#core/http/surfaces'
import PartnerRegistration, { type KeptRegistration } from '#partners/models/partner_registration'
import type { CompanyData } from '#partners/company_fields'

/** How long checked data waits for its owner's second look. */
export const REVIEW_LIFE = Duration.fromObject({ hours: 1 })

/** Keeps checked data, sealed, for its owner's second look (R2.2). It makes no account. */
export async function keepRegistration(
  data: CompanyData,
  password: string,
  language: Language
): Promise<PartnerRegistration> {
  const kept: KeptRegistration = { data, passwordHash: await hash.make(password), language }
  return PartnerRegistration.create({
    payload: JSON.stringify(kept),
    email: null,
    expiresAt: clock.now().plus(REVIEW_LIFE),
    confirmedAt: null,
  })
}
