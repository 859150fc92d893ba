import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import Listing from '#catalogue/models/listing'
import type Order from '#checkout/models/order'
import type { Client } from '#shared/database/main'

/**
 * The version that is listed in the order's store now, or was before the content left it: its addresses are
 * where the partner is today. What the customer bought stays as it was.
 */
export async function currentVersion(client: Client, order: Order): Promise<ContentVersion> {
  const listing = await Listing.query({ client })
    .where('environment', order.environment)
    .where('contentId', order.contentId)
    .first()
  if (listing) return ContentVersion.findOrFail(listing.versionId, { client })
  const { liveVersionId } = await Content.findOrFail(order.contentId, { client })
  const last = order.environment === 'production' ? liveVersionId : null
  return ContentVersion.findOrFail(last ?? order.versionId, { client })
}
