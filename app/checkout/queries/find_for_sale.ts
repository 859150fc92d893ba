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
  if (!listing || !(await isSold(client, listing))) return null
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

/**
 * Neither withdrawn nor suspended (R7.1). In the development store a suspended content can be tried: how else
 * would its partner prove that what was wrong is mended?
 */
export async function isSold(
  client: Client,
  { contentId, environment }: { contentId: number; environment: 'production' | 'development' }
): Promise<boolean> {
  const query = client.from('contents').where('id', contentId).whereNull('withdrawn_at')
  if (environment === 'production') query.whereNull('suspended_at')
  const sold = await query.select('id')
  return sold.length > 0
}
