import hash from '@adonisjs/core/services/hash'
import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import type { Language, StoreEnvironment } from '#core/http/surfaces'
import { transaction, type Trx } from '#shared/database/main'
import { isUniqueViolation } from '#shared/database/unique'
import { dropTokens } from '#identity/tokens/single_use_tokens'
import Customer from '#customers/models/customer'

export interface NewCustomer {
  environment: StoreEnvironment
  email: string
  name: string
  password: string
  language: Language
}

/**
 * Registers a customer of one store and has the activation mail sent (R4.2). Who registers an address that
 * is active learns nothing: the answer is the same, and the address's owner is told by mail.
 */
export async function registerCustomer({ password, ...data }: NewCustomer): Promise<void> {
  const hashed = await hash.make(password)
  const settleOnce = () => transaction((trx) => settle({ ...data, hashed }, trx))
  try {
    await settleOnce()
  } catch (error) {
    // Somebody else's registration of the same address came first: now it is a known one.
    if (!isUniqueViolation(error)) throw error
    await settleOnce()
  }
}

async function settle(
  { hashed, ...data }: Omit<NewCustomer, 'password'> & { hashed: string },
  trx: Trx
): Promise<void> {
  const { environment, email } = data
  const known = await Customer.query({ client: trx })
    .where({ environment, email })
    .forUpdate()
    .first()
  if (known?.status === 'active') {
    return enqueueMail(trx, 'customers.known_address', { customerId: known.id })
  }
  // Nobody has proven that the address is theirs: who registers last is believed, links of before are dead.
  const customer = known ?? new Customer()
  if (known) await dropTokens(trx, 'customer.activate', known.id)
  customer.merge({ ...data, status: 'registered', password: hashed, activatedAt: null })
  await customer.useTransaction(trx).save()
  await audit(trx, {
    type: 'customer.registered',
    actor: { kind: 'anonymous' },
    subject: { kind: 'customer', id: customer.publicId },
    data: { environment },
  })
  await enqueueMail(trx, 'customers.activation', { customerId: customer.id })
}
