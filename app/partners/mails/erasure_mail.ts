import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { formatDateTime } from '#core/views/format'
import { noticeTo } from '#partners/mails/notice'
import Partner from '#partners/models/partner'

const STEPS = {
  requested: {
    subject: 'partners.erasure.mail.requested.subject',
    text: 'partners.erasure.mail.requested.text',
  },
  cancelled: {
    subject: 'partners.erasure.mail.cancelled.subject',
    text: 'partners.erasure.mail.cancelled.text',
  },
  hindered: {
    subject: 'partners.erasure.mail.hindered.subject',
    text: 'partners.erasure.mail.hindered.text',
  },
} as const

/** Each step of an erasure but the deed itself, after which there is no address. */
export const erasureMail: LetterMaker = async (
  { partnerId, step }: { partnerId: number; step: keyof typeof STEPS },
  translator
) => {
  const partner = await Partner.findOrFail(partnerId)
  if (partner.erasedAt || (step === 'requested' && !partner.erasureDueAt)) return null
  const { language } = partner
  const t = translator(language)
  const at = partner.erasureDueAt ? formatDateTime(partner.erasureDueAt, language) : ''
  return noticeTo(partner, {
    title: t(STEPS[step].subject),
    paragraphs: [t(STEPS[step].text, { at }), t('partners.erasure.kept')],
    button: {
      href: absoluteUrl('partner', '/account/data', language),
      label: t('partners.erasure.mail.open'),
    },
  })
}
