import { isPublicId } from '#shared/public_id'
import type Customer from '#customers/models/customer'
import PaymentNumber from '#customers/models/payment_number'

/** A number of this customer that has not been removed, or null: somebody else's is as good as none. */
export async function findOwnNumber(
  customer: Customer,
  publicId: string
): Promise<PaymentNumber | null> {
  if (!isPublicId(publicId)) return null
  return PaymentNumber.query()
    .where({ publicId, customerId: customer.id })
    .whereNull('removedAt')
    .first()
}

/** The numbers of a customer, in the order in which they were registered. */
export function listOwnNumbers(customer: Customer): Promise<PaymentNumber[]> {
  return PaymentNumber.query()
    .where('customerId', customer.id)
    .whereNull('removedAt')
    .orderBy('id')
    .exec()
}
