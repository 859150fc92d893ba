import Customer from '#customers/models/customer'
import type { Trx } from '#shared/database/main'

/**
 * A customer's row, held until the transaction ends: whoever writes what names its customer, and whoever closes the account, one after the
 * other. What was loaded before may have been closed meanwhile, so `maySignIn` is asked of this one.
 */
export function holdCustomer(trx: Trx, id: number): Promise<Customer> {
  return Customer.query({ client: trx }).where('id', id).forUpdate().firstOrFail()
}
