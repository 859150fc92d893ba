import { createHash } from 'node:crypto'

/**
 * What a partner calls a customer by: stable for this partner, another for every other one, and no
 * way back to the account (forwarding contract, `cust_ref`).
 *
 * @param customerId public id; it is never shown, so nobody can try it out
 * @param partnerId public id
 */
export function customerRef(customerId: string, partnerId: string): string {
  const digest = createHash('sha256').update(`cust_ref:${partnerId}:${customerId}`).digest('hex')
  return `c_${digest.slice(0, 24)}`
}
