import { audit } from '#audit/record'
import type Partner from '#partners/models/partner'
import type { Trx } from '#shared/database/main'

/**
 * Ends the bindings of customers whose address is not the partner's any more (R4.3): it has changed, or was erased. Those that an
 * invitation made stay.
 */
export async function endEmailBindings(trx: Trx, partner: Partner): Promise<void> {
  const former = await trx
    .from('customer_bindings')
    .join('customers', 'customers.id', 'customer_bindings.customer_id')
    .where({ 'customer_bindings.partner_id': partner.id, 'customer_bindings.via': 'email' })
    .whereNot('customers.email', partner.email)
    .select('customer_bindings.id', 'customers.public_id')
  for (const { id, public_id: customer } of former) {
    const ended = await trx.from('customer_bindings').where('id', id).delete()
    if (Number(ended) !== 1) continue
    await audit(trx, {
      type: 'customer.unbound_from_partner',
      actor: { kind: 'system' },
      subject: { kind: 'customer', id: customer },
      data: { partner: partner.publicId },
    })
  }
}
