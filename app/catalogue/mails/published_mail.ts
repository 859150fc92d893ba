import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { loadVersion } from '#catalogue/queries/load_version'

/** Tells the partner that the content is on sale by itself (R6.5). */
export const publishedMail: LetterMaker = async ({ versionId }: { versionId: number }, t) => {
  const { content, version, partner } = await loadVersion(versionId)
  const { language } = partner
  return {
    to: partner.email,
    language,
    subject: t(language)('catalogue.mail.published.subject', { name: version.name }),
    view: 'mails/catalogue/published',
    data: {
      name: partner.name,
      content_name: version.name,
      number: version.number,
      store_url: absoluteUrl('store', `/products/${content.publicId}`, language),
      status_url: absoluteUrl('partner', `/contents/${content.publicId}`, language),
    },
  }
}
