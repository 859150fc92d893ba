import hash from '@adonisjs/core/services/hash'
import { clock } from '#shared/clock'
import type { Language } from '#core/http/surfaces'
import PartnerRegistration from '#partners/models/partner_registration'
import type { CompanyData } from '#partners/company_fields'

/** What waits in a registration: everything but the password, of which only the hash is kept. */
export interface KeptRegistration {
  data: CompanyData
  passwordHash: string
  language: Language
}

const LIFE = { hours: 1 }

/** Keeps checked data, sealed, for its owner's second look (R2.2). It makes no account. */
export async function keepRegistration(
  data: CompanyData,
  password: string,
  language: Language
): Promise<PartnerRegistration> {
  const kept: KeptRegistration = { data, passwordHash: await hash.make(password), language }
  return PartnerRegistration.create({
    payload: JSON.stringify(kept),
    expiresAt: clock.now().plus(LIFE),
    confirmedAt: null,
  })
}

/** What a registration holds. */
export function openRegistration(registration: PartnerRegistration): KeptRegistration {
  return JSON.parse(registration.payload) as KeptRegistration
}
