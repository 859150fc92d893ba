import db from '@adonisjs/lucid/services/db'
import { absoluteUrl, storeDoor } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { ACTIVATION } from '#identity/activation/terms'
import { mintToken } from '#identity/tokens/single_use_tokens'
import CustomerRegistration from '#customers/models/customer_registration'

/**
 * The link that makes a registration an account (R4.2), without the password that the guide's mail shows, and without the name: a
 * stranger may have typed somebody else's address, and their own words for a name.
 */
export const activationMail: LetterMaker = async (
  { registrationId }: { registrationId: number },
  t
) => {
  const registration = await CustomerRegistration.find(registrationId)
  const now = clock.now()
  if (!registration?.isWaiting(now)) return null
  const { linkLife } = ACTIVATION
  const token = await mintToken(db.connection(), 'customer.activate', registration.id, linkLife)
  const { environment, language, createdAt } = registration
  const { email } = registration.open()
  return {
    to: email,
    language,
    subject: t(language)('customers.mail.activation.subject'),
    view: 'mails/customers/activation',
    sandbox: environment === 'development',
    data: {
      at: createdAt,
      url: absoluteUrl(storeDoor(environment), `/activate/${token}`, language),
      until: now.plus(linkLife),
    },
  }
}
