import { clock } from '#shared/clock'
import PartnerRegistration from '#partners/models/partner_registration'

/** A registration that may still be looked at and changed, by its public id. */
export async function findOpenRegistration(id: string | null): Promise<PartnerRegistration | null> {
  const registration = id ? await PartnerRegistration.findBy({ publicId: id }) : null
  return registration?.isOpen(clock.now()) ? registration : null
}
