import hash from '@adonisjs/core/services/hash'
import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import type { Language, StoreEnvironment } from '#core/http/surfaces'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { ACTIVATION } from '#identity/activation/terms'
import { mayWriteTo } from '#customers/actions/resend_activation'
import Customer from '#customers/models/customer'
import CustomerRegistration from '#customers/models/customer_registration'

export interface NewCustomer {
  environment: StoreEnvironment
  email: string
  name: string
  password: string
  language: Language
}

/**
 * Keeps what a customer of one store typed and has the activation mail sent (R4.2). It makes no account: whose the
 * address is shows only when the link is followed. Who registers an address that has an account learns nothing: the
 * answer is the same, and the address's owner is told by mail. Whose address has had enough mails of this hour gets no other, and
 * whoever registers it hears nothing of that either.
 *
 * @returns the registration, for the browser in which it was typed
 */
export async function registerCustomer({
  password,
  ...data
}: NewCustomer): Promise<CustomerRegistration> {
  const hashed = await hash.make(password)
  const { environment, email } = data
  const expiresAt = clock.now().plus(ACTIVATION.registrationLife)
  const isTold = await mayWriteTo(environment, email)
  return transaction(async (trx) => {
    const known = await Customer.findBy({ environment, email }, { client: trx })
    const registration = await CustomerRegistration.create(
      { ...data, password: hashed, expiresAt },
      { client: trx }
    )
    if (known) {
      await registration.settle({ trx })
      if (isTold) await enqueueMail(trx, 'customers.known_address', { customerId: known.id })
      return registration
    }
    await audit(trx, {
      type: 'customer.registered',
      actor: { kind: 'anonymous' },
      subject: { kind: 'customer_registration', id: registration.publicId },
      data: { environment },
    })
    if (isTold) await enqueueMail(trx, 'customers.activation', { registrationId: registration.id })
    return registration
  })
}
