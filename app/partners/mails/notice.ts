import type { Letter } from '#core/mail/mail'
import type { Language } from '#core/http/surfaces'

export interface Notice {
  title: string
  paragraphs: string[]
  facts?: { label: string; value: string }[]
  button: { href: string; label: string }
  /** What stands below the button: what to do when it was not the reader. */
  closing?: string[]
}

/** A mail that tells of one thing and leads to one page. */
export function noticeTo(
  reader: { email: string; name: string; language: Language },
  notice: Notice
): Letter {
  return {
    to: reader.email,
    language: reader.language,
    subject: notice.title,
    view: 'mails/partners/notice',
    data: { facts: [], closing: [], ...notice, name: reader.name },
  }
}
