import type Customer from '#customers/models/customer'
import type { Trx } from '#shared/database/main'

/** What a customer wrote goes with the account, now and before, and the answer to it; the stars stay, nobody's. */
export async function eraseComments(trx: Trx, customer: Customer): Promise<void> {
  const own = trx.from('ratings').where('customer_id', customer.id)
  await trx
    .from('rating_changes')
    .whereIn('rating_id', own.clone().select('id'))
    .update({ comment: null })
  await trx.from('rating_reports').where('customer_id', customer.id).update({ note: null })
  await own.update({ comment: null, answer: null, answered_at: null })
}
