import type Customer from '#customers/models/customer'
import type { Trx } from '#shared/database/main'

/** What a customer wrote goes with the account, and the answer to it; the stars stay, nobody's. */
export async function eraseComments(trx: Trx, customer: Customer): Promise<void> {
  await trx
    .from('ratings')
    .where('customer_id', customer.id)
    .update({ comment: null, answer: null, answered_at: null })
}
