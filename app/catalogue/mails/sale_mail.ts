import Content from '#catalogue/models/content'
import { loadVersion } from '#catalogue/queries/load_version'
import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'

const WORDS = {
  suspended: {
    subject: 'catalogue.mail.suspended.subject',
    text: 'catalogue.mail.suspended.text',
    next: 'catalogue.mail.suspended.next',
  },
  resumed: {
    subject: 'catalogue.mail.resumed.subject',
    text: 'catalogue.mail.resumed.text',
    next: 'catalogue.mail.resumed.next',
  },
  withdrawn: {
    subject: 'catalogue.mail.withdrawn.subject',
    text: 'catalogue.mail.withdrawn.text',
    next: 'catalogue.mail.withdrawn.next',
  },
}

/** A content has left the store, or is back: why, what follows, what to do (R7.1). */
export const saleMail: LetterMaker = async (
  {
    contentId,
    occasion,
    reason,
  }: { contentId: number; occasion: keyof typeof WORDS; reason: string | null },
  translator
) => {
  const { liveVersionId } = await Content.findOrFail(contentId)
  const { content, version, partner } = await loadVersion(liveVersionId!)
  const { language } = partner
  const t = translator(language)
  const { subject, text, next } = WORDS[occasion]
  const named = { name: version.name }
  return {
    to: partner.email,
    language,
    subject: t(subject, named),
    view: 'mails/catalogue/sale',
    data: {
      name: partner.name,
      title: t(subject, named),
      text: t(text, named),
      next: t(next, named),
      reason,
      status_url: absoluteUrl('partner', `/contents/${content.publicId}`, language),
    },
  }
}
