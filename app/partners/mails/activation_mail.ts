import db from '@adonisjs/lucid/services/db'
import { Duration } from 'luxon'
import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { mintToken } from '#identity/tokens/single_use_tokens'
import Partner from '#partners/models/partner'

const LIFE = Duration.fromObject({ hours: 48 })

/** The link that activates a partner's account (R2.3). Minted here: no secret lies in the outbox. */
export const activationMail: LetterMaker = async ({ partnerId }: { partnerId: number }, t) => {
  const partner = await Partner.find(partnerId)
  if (partner?.status !== 'registered') return null
  const token = await mintToken(db.connection(), 'partner.activate', partner.id, LIFE)
  return {
    to: partner.email,
    language: partner.language,
    subject: t(partner.language)('partners.mail.activation.subject'),
    view: 'mails/partners/activation',
    data: {
      name: partner.name,
      company: partner.companyName,
      url: absoluteUrl('partner', `/activate/${token}`, partner.language),
      until: clock.now().plus(LIFE),
    },
  }
}
