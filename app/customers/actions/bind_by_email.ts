import { audit } from '#audit/record'
import { clock } from '#shared/clock'
import type { Trx } from '#shared/database/main'
import Customer from '#customers/models/customer'
import { holdPartner } from '#partners/actions/hold_partner'
import Partner from '#partners/models/partner'

/**
 * Binds a customer of the development store to the partner of the same address, both activated: such a
 * customer sees the partner's contents in approval, and buying them is the test (R4.3, R4.8). Twice is once.
 */
export async function bindByEmail(trx: Trx, email: string): Promise<void> {
  const customer = await Customer.findBy(
    { email, environment: 'development', status: 'active' },
    { client: trx }
  )
  const found = customer && (await Partner.findBy({ email, status: 'active' }, { client: trx }))
  if (!customer || !found) return
  // Whoever changes its address meanwhile waits, and ends this binding then.
  const partner = await holdPartner(trx, found.id)
  if (partner.email !== email) return
  const pair = { customer_id: customer.id, partner_id: partner.id }
  const bound = await trx.from('customer_bindings').where(pair).select('id').limit(1)
  if (bound.length > 0) return
  await trx
    .insertQuery()
    .table('customer_bindings')
    .insert({ ...pair, via: 'email', created_at: clock.now().toMillis() })
    .knexQuery.onConflict(['customer_id', 'partner_id'])
    .ignore()
  await audit(trx, {
    type: 'customer.bound_to_partner',
    actor: { kind: 'system' },
    subject: { kind: 'customer', id: customer.publicId },
    data: { partner: partner.publicId, via: 'email' },
  })
}
