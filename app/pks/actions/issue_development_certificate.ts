import type Partner from '#partners/models/partner'
import { developmentCa } from '#pki/main'
import type { IssuedCertificate } from '#pki/development_ca'
import { clock } from '#shared/clock'

/** Opens the PKCS#12 file of a development certificate. No secret: it exists on development machines only. */
export const DEVELOPMENT_P12_PASSWORD = 'etalase'

/** An e-mail certificate for a partner of a development machine, or null in production, where a public authority issues them. */
export async function issueDevelopmentCertificate(
  partner: Pick<Partner, 'email' | 'name' | 'companyName'>
): Promise<IssuedCertificate | null> {
  const ca = await developmentCa()
  if (!ca) return null
  return ca.issueEmailCertificate({
    email: partner.email,
    name: partner.name,
    organisation: partner.companyName,
    now: clock.now().toJSDate(),
    password: DEVELOPMENT_P12_PASSWORD,
  })
}
