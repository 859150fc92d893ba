import type { StoreEnvironment } from '#core/http/surfaces'
import { ratingTenths } from '#catalogue/models/content'
import type { VersionSheet } from '#catalogue/queries/load_version'
import type { Trx } from '#shared/database/main'
import { clock } from '#shared/clock'

/**
 * Writes the row by which a store shows a content, in the transaction of what made it visible. A content has one
 * row in each store: a newer version takes its place there and keeps its rank; a new content becomes the newest.
 */
export async function writeListing(
  trx: Trx,
  environment: StoreEnvironment,
  visibility: 'public' | 'bound',
  { content, version, partner, cover }: VersionSheet
): Promise<void> {
  const ratings = content.ratingsIn(environment)
  const row = {
    version_id: version.id,
    partner_id: partner.id,
    content_public_id: content.publicId,
    visibility,
    category_id: version.categoryId,
    name: version.name,
    summary: version.summary,
    company: version.companyName ?? partner.companyName,
    payment_kind: version.paymentKind,
    price: version.price,
    cover,
    rating_tenths: ratingTenths(ratings),
    rating_count: ratings.count,
  }
  await trx
    .knexQuery()
    .insert({ ...row, environment, content_id: content.id, listed_at: clock.now().toMillis() })
    .into('listings')
    .onConflict(['environment', 'content_id'])
    .merge(row)
}

/** Takes a content out of a store; given a visibility, only where it has that. */
export async function removeListing(
  trx: Trx,
  environment: StoreEnvironment,
  contentId: number,
  visibility?: 'public' | 'bound'
): Promise<void> {
  const query = trx
    .from('listings')
    .where('environment', environment)
    .where('content_id', contentId)
  if (visibility) query.where('visibility', visibility)
  await query.delete()
}
