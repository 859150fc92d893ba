import db from '@adonisjs/lucid/services/db'
import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { mintToken } from '#identity/tokens/single_use_tokens'
import Partner from '#partners/models/partner'
import PartnerEmailChange, { type Side } from '#partners/models/partner_email_change'

/** The link by which one of the two addresses says yes or no. Minted here: no secret lies in the outbox. */
export const emailChangeMail: LetterMaker = async (
  { changeId, side }: { changeId: number; side: Side },
  t
) => {
  const change = await PartnerEmailChange.find(changeId)
  const now = clock.now()
  if (!change?.isOpen(now) || change.hasConfirmed(side)) return null
  // Whose account the wanted address already is learns nothing, and opens nothing.
  if (side === 'new' && (await Partner.findBy({ email: change.newEmail }))) return null
  const { language, name } = await Partner.findOrFail(change.partnerId)
  const life = change.expiresAt.diff(now)
  const token = await mintToken(db.connection(), 'partner.email_change', change.id, life, { side })
  const say = t(language)
  return {
    to: side === 'old' ? change.oldEmail : change.newEmail,
    language,
    subject: say('partners.mail.email_change.subject'),
    view: 'mails/partners/email_change',
    data: {
      // Whose the wanted address is nobody has shown yet: no words of the account's are sent there.
      name: side === 'old' ? name : null,
      old_email: change.oldEmail,
      new_email: change.newEmail,
      side,
      url: absoluteUrl('partner', `/email/${token}`, language),
      until: change.expiresAt,
    },
  }
}

/** Tells both addresses that the account has the new one. */
export const emailChangedMail: LetterMaker = async (
  { changeId, to }: { changeId: number; to: Side },
  t
) => {
  const change = await PartnerEmailChange.find(changeId)
  const partner = change && (await Partner.find(change.partnerId))
  if (!partner) return null
  const { language, name } = partner
  return {
    to: to === 'old' ? change.oldEmail : change.newEmail,
    language,
    subject: t(language)('partners.mail.email_changed.subject'),
    view: 'mails/partners/email_changed',
    data: {
      name,
      old_email: change.oldEmail,
      new_email: change.newEmail,
      url: absoluteUrl('partner', '/login', language),
    },
  }
}

/** Tells the present address that the change has been refused, and what to do when somebody else asked for it. */
export const emailChangeCancelledMail: LetterMaker = async (
  { changeId }: { changeId: number },
  t
) => {
  const change = await PartnerEmailChange.find(changeId)
  const partner = change && (await Partner.find(change.partnerId))
  if (!partner) return null
  const { language, name } = partner
  return {
    to: change.oldEmail,
    language,
    subject: t(language)('partners.mail.email_cancelled.subject'),
    view: 'mails/partners/email_cancelled',
    data: {
      name,
      new_email: change.newEmail,
      url: absoluteUrl('partner', '/password/forgot', language),
    },
  }
}
