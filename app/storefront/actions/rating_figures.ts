import type { StoreEnvironment } from '#core/http/surfaces'
import Content, { ratingTenths, type RatingFigures } from '#catalogue/models/content'
import type { Trx } from '#shared/database/main'

/** The figures on cards follow each rating in its own transaction; each store counts its own customers, and nothing that is hidden. */
export async function refreshFigures(
  trx: Trx,
  contentId: number,
  environment: StoreEnvironment
): Promise<void> {
  const content = await Content.query({ client: trx }).where('id', contentId).firstOrFail()
  const figures = await figuresOf(trx, content, environment)
  await content
    .merge(
      environment === 'production'
        ? { ratingCount: figures.count, ratingSum: figures.sum }
        : { trialRatingCount: figures.count, trialRatingSum: figures.sum }
    )
    .save()
  await trx
    .from('listings')
    .where({ environment, content_id: content.id })
    .update({ rating_count: figures.count, rating_tenths: ratingTenths(figures) })
}

async function figuresOf(
  trx: Trx,
  content: Content,
  environment: StoreEnvironment
): Promise<RatingFigures> {
  const [row] = await trx
    .from('ratings')
    .join('customers', 'customers.id', 'ratings.customer_id')
    .where('ratings.content_id', content.id)
    .where('ratings.hidden', 0)
    .where('customers.environment', environment)
    .count('* as count')
    .sum('ratings.stars as sum')
  return { count: Number(row.count), sum: Number(row.sum ?? 0) }
}
