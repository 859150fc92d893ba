import { ROLE_OF_LANE } from '#approvals/lanes'
import ApprovalRound from '#approvals/models/approval_round'
import ContentMessage from '#approvals/models/content_message'
import ContentVersion from '#catalogue/models/content_version'
import { loadVersion } from '#catalogue/queries/load_version'
import brand from '#config/brand'
import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import Staff from '#identity/models/staff'

interface Payload {
  contentId: number
  first: number
  last: number
  staffId: number
}

/** What staff have written about a content, in one mail. */
export const messageToPartnerMail: LetterMaker = async (payload: Payload, t) => {
  const { content, version, partner } = await newestOf(payload.contentId)
  const { language } = partner
  const name = version.name ?? t(language)('catalogue.form.untitled')
  return {
    to: partner.email,
    language,
    subject: t(language)('approvals.mail.message.subject', { name }),
    view: 'mails/approvals/message',
    data: {
      name: partner.name,
      content_name: name,
      author: brand.name,
      messages: await messagesOf(payload, 'staff'),
      url: absoluteUrl('partner', `/contents/${content.publicId}#thread`, language),
    },
  }
}

/** What a partner has written about a content, in one mail to each who is in charge. */
export const messageToStaffMail: LetterMaker = async (payload: Payload, t) => {
  const staff = await Staff.findOrFail(payload.staffId)
  if (staff.disabled) return null
  const { version, partner } = await newestOf(payload.contentId)
  const { language } = staff
  const rounds = Object.values(await ApprovalRound.latest(version.id))
  const own =
    rounds.find(({ lane, isAtDesk }) => isAtDesk && ROLE_OF_LANE[lane] === staff.role) ??
    rounds.find(({ lane }) => ROLE_OF_LANE[lane] === staff.role)
  const name = version.name ?? t(language)('catalogue.form.untitled')
  return {
    to: staff.email,
    language,
    subject: t(language)('approvals.mail.message.subject', { name }),
    view: 'mails/approvals/message',
    data: {
      name: staff.name,
      content_name: name,
      author: partner.companyName,
      messages: await messagesOf(payload, 'partner'),
      url: absoluteUrl('staff', own ? `/queue/${own.publicId}#thread` : '/queue', language),
    },
  }
}

/** The content with the newest version that was submitted: a draft is nobody's but the partner's. */
async function newestOf(contentId: number) {
  const { id } = await ContentVersion.newestSubmittedOf(contentId).firstOrFail()
  return loadVersion(id)
}

async function messagesOf({ contentId, first, last }: Payload, authorKind: 'partner' | 'staff') {
  const messages = await ContentMessage.query()
    .where({ contentId, authorKind })
    .whereBetween('id', [first, last])
    .orderBy('id')
  return messages.map(({ body, createdAt }) => ({ body, at: createdAt }))
}
