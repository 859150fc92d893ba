import Listing from '#catalogue/models/listing'
import type Customer from '#customers/models/customer'
import type { Client } from '#shared/database/main'
import { isPublicId } from '#shared/public_id'

/**
 * The listing, if this customer may buy it here (R4.3): in production what is published; in the
 * development store also what is in approval, for customers bound to its partner.
 */
export async function findForSale(
  client: Client,
  customer: Customer,
  contentPublicId: string,
  environment: 'production' | 'development'
): Promise<Listing | null> {
  if (!isPublicId(contentPublicId) || customer.environment !== environment) return null
  const listing = await Listing.query({ client })
    .where('environment', environment)
    .where('contentPublicId', contentPublicId)
    .first()
  if (!listing || (await isOff(client, listing))) return null
  if (listing.visibility === 'public') return listing
  if (environment !== 'development') return null
  return (await isBound(client, customer.id, listing.partnerId)) ? listing : null
}

export async function isBound(
  client: Client,
  customerId: number,
  partnerId: number
): Promise<boolean> {
  const bindings = await client
    .from('customer_bindings')
    .where('customer_id', customerId)
    .where('partner_id', partnerId)
    .select('id')
    .limit(1)
  return bindings.length > 0
}

/** Suspended or withdrawn: no new sale (R7.1). */
async function isOff(client: Client, listing: Listing): Promise<boolean> {
  const rows = await client
    .from('contents')
    .where('id', listing.contentId)
    .where((off) => off.whereNotNull('suspended_at').orWhereNotNull('withdrawn_at'))
    .select('id')
  return rows.length > 0
}
