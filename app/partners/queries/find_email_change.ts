import { clock } from '#shared/clock'
import type Partner from '#partners/models/partner'
import PartnerEmailChange from '#partners/models/partner_email_change'

/** The change of address that a partner's two addresses have yet to confirm, or null. */
export async function waitingEmailChange(partner: Partner): Promise<PartnerEmailChange | null> {
  const change = await PartnerEmailChange.findBy({ partnerId: partner.id, status: 'open' })
  return change?.isOpen(clock.now()) ? change : null
}
