import type { StoreEnvironment } from '#core/http/surfaces'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { dropTokens, peekToken, useToken } from '#identity/tokens/single_use_tokens'
import Customer from '#customers/models/customer'
import { bindByEmail } from './bind_by_email.js'

/** Activates the account of a mailed link of this store, using the link up (R4.2). */
export async function activateCustomer(
  token: string,
  environment: StoreEnvironment
): Promise<Result<Customer, { type: 'invalid_link' }>> {
  // Looked at before it is used: in the wrong store a link must stay good for the right one.
  const looked = await peekToken('customer.activate', token)
  const owner = looked && (await Customer.find(looked.userId))
  if (owner?.environment !== environment) return err({ type: 'invalid_link' })
  return transaction(async (trx) => {
    const claim = await useToken(trx, 'customer.activate', token)
    const customer = claim && (await Customer.find(claim.userId, { client: trx }))
    if (customer?.status !== 'registered') return err({ type: 'invalid_link' as const })
    await customer.activate({ at: clock.now(), trx })
    await dropTokens(trx, 'customer.activate', customer.id)
    await bindByEmail(trx, customer.email)
    return ok(customer)
  })
}
