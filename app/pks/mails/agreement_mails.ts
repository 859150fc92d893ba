import brand from '#config/brand'
import type { Translate } from '#core/words'
import { absoluteUrl } from '#core/http/surfaces'
import type { Letter, LetterMaker } from '#core/mail/mail'
import { formatDateTime } from '#core/views/format'
import Partner from '#partners/models/partner'
import Agreement from '#pks/models/agreement'
import { get } from '#storage/main'

/** What the mails of this area are laid out from: one plain letter. */
export interface NoticeData {
  name: string
  title: string
  paragraphs: string[]
  facts?: { label: string; value: string }[]
  steps_title?: string
  steps?: string[]
  button: { href: string; label: string }
  links?: { href: string; label: string }[]
}

const VIEW = 'mails/pks/notice'

/** The sealed PKS goes to the registered address, its code in the subject (R6.1). */
export const documentMail: LetterMaker = async (
  { agreementId }: { agreementId: number },
  translator
) => {
  const agreement = await Agreement.findOrFail(agreementId)
  if (agreement.status !== 'sent') return null
  const t = translator(agreement.language)
  const { content, amends } = agreement.terms
  const words = amends
    ? {
        title: t('pks.mail.document.title_addendum', { content: content.name }),
        paragraphs: [
          t('pks.mail.document.text_addendum', { number: amends.number }),
          t('pks.mail.document.check_addendum'),
        ],
      }
    : {
        title: t('pks.mail.document.title', { content: content.name }),
        paragraphs: [t('pks.mail.document.text'), t('pks.mail.document.check')],
      }
  return letterWithDocument(agreement, t, agreement.subject, words)
}

/** Three and seven days without a reply (R6.5). A real reply to this mail is as good as one to the first. */
export const reminderMail: LetterMaker = async (
  { agreementId }: { agreementId: number },
  translator
) => {
  const agreement = await Agreement.findOrFail(agreementId)
  if (agreement.status !== 'sent') return null
  const t = translator(agreement.language)
  return letterWithDocument(agreement, t, agreement.subject, {
    title: t('pks.mail.reminder.title', { content: agreement.terms.content.name }),
    paragraphs: [t('pks.mail.reminder.text')],
  })
}

/** Thirty days without a reply: the document binds nobody any more (R6.5). */
export const lapsedMail: LetterMaker = async (
  { agreementId }: { agreementId: number },
  translator
) => {
  const agreement = await Agreement.findOrFail(agreementId)
  const t = translator(agreement.language)
  const content = agreement.terms.content.name
  return {
    to: agreement.email,
    language: agreement.language,
    subject: t('pks.mail.lapsed.subject', { number: agreement.number, content }),
    view: VIEW,
    data: await notice(agreement, {
      title: t('pks.mail.lapsed.title', { number: agreement.number }),
      paragraphs: [t('pks.mail.lapsed.text', { content }), t('pks.mail.lapsed.next')],
      button: { href: agreementUrl(agreement), label: t('pks.mail.open_agreement') },
    }),
  }
}

async function letterWithDocument(
  agreement: Agreement,
  t: Translate,
  subject: string,
  words: Pick<NoticeData, 'title' | 'paragraphs'>
): Promise<Letter> {
  const pdf = await get(agreement.documentKey!)
  if (!pdf) throw new Error(`the document of agreement ${agreement.publicId} is gone`)
  const content = agreement.terms.content.name
  return {
    to: agreement.email,
    language: agreement.language,
    subject,
    replyTo: brand.inboundAddress,
    view: VIEW,
    attachments: [{ filename: agreement.fileName, content: pdf, contentType: 'application/pdf' }],
    data: await notice(agreement, {
      ...words,
      facts: [
        { label: t('pks.fact.number'), value: agreement.number },
        { label: t('pks.fact.content'), value: content },
        { label: t('pks.fact.code'), value: agreement.code },
        { label: t('pks.fact.reply_from'), value: agreement.email },
        { label: t('pks.fact.reply_to'), value: brand.inboundAddress },
        {
          label: t('pks.fact.lapses_at'),
          value: formatDateTime(agreement.lapsesAt!, agreement.language),
        },
      ],
      steps_title: t('pks.mail.how'),
      steps: [
        t('pks.mail.step_read'),
        t('pks.mail.step_reply', { email: agreement.email }),
        t('pks.mail.step_attach', { file: agreement.fileName }),
        t('pks.mail.step_send'),
      ],
      button: { href: agreementUrl(agreement), label: t('pks.mail.open_agreement') },
      links: [{ href: helpUrl(agreement, 'reply'), label: t('pks.mail.open_help') }],
    }),
  }
}

/** Fills in who is addressed. */
export async function notice(
  agreement: Agreement,
  data: Omit<NoticeData, 'name'>
): Promise<Record<string, unknown>> {
  const partner = await Partner.findOrFail(agreement.partnerId)
  return { facts: [], steps: [], steps_title: '', links: [], ...data, name: partner.name }
}

export function agreementUrl(agreement: Agreement): string {
  return absoluteUrl('partner', `/agreements/${agreement.publicId}`, agreement.language)
}

export function helpUrl(agreement: Agreement, topic: string): string {
  return absoluteUrl('partner', `/agreements/help#${topic}`, agreement.language)
}
