import { absoluteUrl, storeDoor } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import Customer from '#customers/models/customer'

/** Tells the owner of an address that somebody registered it again; the one who did learns nothing. */
export const knownAddressMail: LetterMaker = async ({ customerId }: { customerId: number }, t) => {
  const customer = await Customer.find(customerId)
  if (!customer) return null
  return {
    to: customer.email,
    language: customer.language,
    subject: t(customer.language)('customers.mail.known_address.subject'),
    view: 'mails/customers/known_address',
    sandbox: customer.environment === 'development',
    data: {
      name: customer.name,
      url: absoluteUrl(storeDoor(customer.environment), '/login', customer.language),
    },
  }
}
