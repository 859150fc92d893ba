import db from '@adonisjs/lucid/services/db'
import TermsVersion from '#catalogue/models/terms_version'
import { contentBeingWritten } from '#catalogue/queries/content_being_written'
import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { formatDateTime } from '#core/views/format'
import Partner from '#partners/models/partner'

/** Another *Term of Service* holds (R3.4): what was submitted keeps its own, what is yet to be submitted needs a new agreement. */
export const termsChangedMail: LetterMaker = async (
  { number, partnerId }: { number: number; partnerId: number },
  translator
) => {
  const terms = await TermsVersion.current()
  const partner = await Partner.findOrFail(partnerId)
  if (partner.erasedAt || terms.number !== number) return null
  const { language } = partner
  const t = translator(language)
  const open = await contentBeingWritten(db.connection(), partnerId)
  return {
    to: partner.email,
    language,
    subject: t('catalogue.mail.terms.subject', { number }),
    view: 'mails/catalogue/terms',
    data: {
      name: partner.name,
      text: t('catalogue.mail.terms.text', {
        number,
        since: formatDateTime(terms.publishedAt, language),
      }),
      next: open ? t('catalogue.mail.terms.agree') : t('catalogue.mail.terms.later'),
      url: absoluteUrl(
        'partner',
        open ? `/contents/${open}/edit#terms` : '/contents/new#terms',
        language
      ),
    },
  }
}
