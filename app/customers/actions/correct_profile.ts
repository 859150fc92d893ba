import { audit } from '#audit/record'
import { transaction } from '#shared/database/main'
import type Customer from '#customers/models/customer'

/** Another name, or another language of mails. Nothing is recorded where nothing changes. */
export async function correctProfile(
  customer: Customer,
  data: { name: string; language: 'id' | 'en' }
): Promise<void> {
  const fields = (['name', 'language'] as const).filter((name) => customer[name] !== data[name])
  if (fields.length === 0) return
  await transaction(async (trx) => {
    await customer.merge(data).useTransaction(trx).save()
    await audit(trx, {
      type: 'customer.data_corrected',
      actor: { kind: 'customer', id: customer.publicId },
      subject: { kind: 'customer', id: customer.publicId },
      data: { fields: fields.join(',') },
    })
  })
}
