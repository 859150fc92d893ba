import type { StoreEnvironment } from '#core/http/surfaces'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { isUniqueViolation } from '#shared/database/unique'
import { err, ok, type Result } from '#shared/result'
import { dropTokens, peekToken, useToken } from '#identity/tokens/single_use_tokens'
import Customer from '#customers/models/customer'
import CustomerRegistration from '#customers/models/customer_registration'
import { bindByEmail } from './bind_by_email.js'

type Activation = Result<Customer, { type: 'invalid_link' }>
type Address = { environment: StoreEnvironment; email: string }

/**
 * Makes the account of the registration for which a link was mailed, using the link up (R4.2): its name and its
 * password, no other's. What else waits for the address in this store is void with it. Of several at once, one gets
 * through.
 */
export async function activateCustomer(token: string): Promise<Activation> {
  const claim = await peekToken('customer.activate', token)
  const looked = claim && (await CustomerRegistration.find(claim.userId))
  if (!looked?.email) return err({ type: 'invalid_link' })
  try {
    return await activateOnce(token, { environment: looked.environment, email: looked.email })
  } catch (error) {
    // Another registration of the same address, made while this one was under way, was faster.
    if (isUniqueViolation(error)) return err({ type: 'invalid_link' })
    throw error
  }
}

function activateOnce(token: string, address: Address): Promise<Activation> {
  return transaction(async (trx) => {
    // Everybody who activates for this address comes by here first: one at a time, in the same order.
    const waiting = await waitingFor(trx, address)
    const claim = await useToken(trx, 'customer.activate', token)
    const registration = waiting.find(({ id }) => id === claim?.userId)
    const at = clock.now()
    if (!registration?.isWaiting(at)) return err({ type: 'invalid_link' as const })
    if (await Customer.findBy(address, { client: trx }))
      return err({ type: 'invalid_link' as const })
    const customer = await Customer.activate(registration, { at, trx })
    for (const each of waiting) {
      await each.settle({ trx })
      await dropTokens(trx, 'customer.activate', each.id)
    }
    await bindByEmail(trx, customer.email)
    return ok(customer)
  })
}

function waitingFor(trx: Trx, address: Address): Promise<CustomerRegistration[]> {
  return CustomerRegistration.query({ client: trx }).where(address).orderBy('id').forUpdate().exec()
}
