import type { StoreEnvironment } from '#core/http/surfaces'
import Content, { ratingTenths, type RatingFigures } from '#catalogue/models/content'
import type Customer from '#customers/models/customer'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import Rating from '#storefront/models/rating'

export interface GivenRating {
  contentPublicId: string
  /** 1 to 5 */
  stars: number
  comment: string | null
}

/**
 * *Beri rating dan komentar* (R4.4): one rating a buyer; giving another changes it.
 *
 * @returns `not_found`, or `not_a_buyer` where no fulfilled order says that this customer bought the content
 */
export function rateContent(
  customer: Customer,
  given: GivenRating
): Promise<Result<undefined, { type: 'not_found' } | { type: 'not_a_buyer' }>> {
  return transaction(async (trx) => {
    const content = await Content.query({ client: trx })
      .where('public_id', given.contentPublicId)
      .forUpdate()
      .first()
    if (!content) return err({ type: 'not_found' })
    if (!(await hasBought(trx, customer, content))) return err({ type: 'not_a_buyer' })
    const rating =
      (await Rating.query({ client: trx })
        .where('content_id', content.id)
        .where('customer_id', customer.id)
        .first()) ??
      new Rating().merge({ contentId: content.id, customerId: customer.id, hidden: false })
    rating.useTransaction(trx)
    await rating.merge({ stars: given.stars, comment: given.comment }).save()
    await refreshFigures(trx, content, customer.environment)
    return ok()
  })
}

async function hasBought(trx: Trx, customer: Customer, content: Content): Promise<boolean> {
  const [order] = await trx
    .from('orders')
    .where({ customer_id: customer.id, content_id: content.id, environment: customer.environment })
    .whereNotNull('fulfilled_at')
    .limit(1)
    .select('id')
  return order !== undefined
}

/** The figures on cards follow each rating in its own transaction; each store counts its own customers. */
async function refreshFigures(
  trx: Trx,
  content: Content,
  environment: StoreEnvironment
): Promise<void> {
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
