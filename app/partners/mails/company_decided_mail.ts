import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { SECTION_LABELS } from '#partners/company_fields'
import { noticeTo } from '#partners/mails/notice'
import CompanyChange from '#partners/models/company_change'
import Partner from '#partners/models/partner'

/** What Legal says of a change of validated data (R2.4). */
export const companyDecidedMail: LetterMaker = async (
  { changeId }: { changeId: number },
  translator
) => {
  const change = await CompanyChange.findOrFail(changeId)
  if (change.status !== 'validated' && change.status !== 'returned') return null
  const partner = await Partner.findOrFail(change.partnerId)
  const t = translator(partner.language)
  const group = t(SECTION_LABELS[change.section])
  const isRight = change.status === 'validated'
  return noticeTo(partner, {
    title: isRight
      ? t('partners.change.mail.validated', { group })
      : t('partners.change.mail.returned', { group }),
    paragraphs: [
      isRight ? t('partners.change.mail.validated_text') : t('partners.change.mail.returned_text'),
    ],
    facts:
      !isRight && change.reason
        ? [{ label: t('partners.change.mail.reason'), value: change.reason }]
        : [],
    button: {
      href: absoluteUrl('partner', isRight ? '/account' : '/account/edit', partner.language),
      label: isRight ? t('partners.change.mail.open') : t('partners.change.mail.correct'),
    },
  })
}
