import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import ContentVersion from '#catalogue/models/content_version'
import SwitchedOffUrl from '#forwarding/models/switched_off_url'
import Partner from '#partners/models/partner'

/** A partner's URL answered 410: nothing is sold until it is switched on again. */
export const urlSwitchedOff: LetterMaker = async ({ id }: { id: number }, t) => {
  const off = await SwitchedOffUrl.find(id)
  if (!off) return null
  const partner = await Partner.findOrFail(off.partnerId)
  const version = await ContentVersion.newestOf(off.contentId).firstOrFail()
  return {
    to: partner.email,
    language: partner.language,
    subject: t(partner.language)('forwarding.mail.off_subject', { name: version.name ?? '' }),
    view: 'mails/forwarding/url_switched_off',
    sandbox: off.environment === 'development',
    data: {
      partner: partner.name,
      name: version.name,
      url: off.url,
      href: absoluteUrl('partner', '/integration', partner.language),
    },
  }
}
