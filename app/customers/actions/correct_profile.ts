import { audit } from '#audit/record'
import { holdCustomer } from '#customers/actions/hold_customer'
import { transaction } from '#shared/database/main'
import type Customer from '#customers/models/customer'

/** Another name, or another language of mails. Nothing is recorded where nothing changes, nothing written to an account that was closed. */
export function correctProfile(
  { id }: Customer,
  data: { name: string; language: 'id' | 'en' }
): Promise<void> {
  return transaction(async (trx) => {
    const customer = await holdCustomer(trx, id)
    if (!customer.maySignIn) return
    const fields = (['name', 'language'] as const).filter((name) => customer[name] !== data[name])
    if (fields.length === 0) return
    await customer.merge(data).useTransaction(trx).save()
    await audit(trx, {
      type: 'customer.data_corrected',
      actor: { kind: 'customer', id: customer.publicId },
      subject: { kind: 'customer', id: customer.publicId },
      data: { fields: fields.join(',') },
    })
  })
}
