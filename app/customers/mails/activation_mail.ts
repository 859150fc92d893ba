import db from '@adonisjs/lucid/services/db'
import { Duration } from 'luxon'
import { absoluteUrl, storeDoor } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { mintToken } from '#identity/tokens/single_use_tokens'
import Customer from '#customers/models/customer'

const LIFE = Duration.fromObject({ hours: 48 })

/** The link that activates a customer's account (R4.2), without the password that the guide's mail shows. */
export const activationMail: LetterMaker = async ({ customerId }: { customerId: number }, t) => {
  const customer = await Customer.find(customerId)
  if (customer?.status !== 'registered') return null
  const token = await mintToken(db.connection(), 'customer.activate', customer.id, LIFE)
  return {
    to: customer.email,
    language: customer.language,
    subject: t(customer.language)('customers.mail.activation.subject'),
    view: 'mails/customers/activation',
    sandbox: customer.environment === 'development',
    data: {
      name: customer.name,
      url: absoluteUrl(storeDoor(customer.environment), `/activate/${token}`, customer.language),
      until: clock.now().plus(LIFE),
    },
  }
}
