import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import Partner from '#partners/models/partner'

/** Tells the owner of an address that somebody registered it again; the one who did learns nothing (R2.3). */
export const knownAddressMail: LetterMaker = async ({ partnerId }: { partnerId: number }, t) => {
  const partner = await Partner.find(partnerId)
  if (!partner) return null
  return {
    to: partner.email,
    language: partner.language,
    subject: t(partner.language)('partners.mail.known_address.subject'),
    view: 'mails/partners/known_address',
    data: { name: partner.name, url: absoluteUrl('partner', '/login', partner.language) },
  }
}
