import db from '@adonisjs/lucid/services/db'
import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { ACTIVATION } from '#identity/activation/terms'
import { mintToken } from '#identity/tokens/single_use_tokens'
import PartnerRegistration from '#partners/models/partner_registration'

/**
 * The link that makes a registration an account (R2.3). Minted here: no secret lies in the outbox. Nothing that was typed stands in
 * it but the address: a stranger may have typed somebody else's, and their own words for a name.
 */
export const activationMail: LetterMaker = async (
  { registrationId }: { registrationId: number },
  t
) => {
  const registration = await PartnerRegistration.find(registrationId)
  const now = clock.now()
  if (!registration?.isWaiting(now)) return null
  const { linkLife } = ACTIVATION
  const token = await mintToken(db.connection(), 'partner.activate', registration.id, linkLife)
  const { data, language } = registration.open()
  return {
    to: data.email,
    language,
    subject: t(language)('partners.mail.activation.subject'),
    view: 'mails/partners/activation',
    data: {
      at: registration.confirmedAt,
      url: absoluteUrl('partner', `/activate/${token}`, language),
      until: now.plus(linkLife),
    },
  }
}
