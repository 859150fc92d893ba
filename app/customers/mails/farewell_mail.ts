import encryption from '@adonisjs/core/services/encryption'
import type { Language, StoreEnvironment } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { FAREWELL_SEAL } from '#customers/actions/close_customer'

interface Former {
  email: string
  name: string
  language: Language
  environment: StoreEnvironment
}

/** The last mail to a customer whose account is gone: what was erased, what is kept and why. */
export const farewellMail: LetterMaker = async ({ sealed }: { sealed: string }, t) => {
  const former = encryption.decrypt<Former>(sealed, FAREWELL_SEAL)
  if (!former) return null
  const { email, name, language, environment } = former
  return {
    to: email,
    language,
    subject: t(language)('customers.mail.farewell.subject'),
    view: 'mails/customers/farewell',
    sandbox: environment === 'development',
    data: { name },
  }
}
