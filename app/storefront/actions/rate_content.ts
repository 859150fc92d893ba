import Content from '#catalogue/models/content'
import { enqueueMail } from '#core/mail/mail'
import type Customer from '#customers/models/customer'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { refreshFigures } from '#storefront/actions/rating_figures'
import Rating from '#storefront/models/rating'

export interface GivenRating {
  contentPublicId: string
  /** 1 to 5 */
  stars: number
  comment: string | null
}

/**
 * *Beri rating dan komentar* (R4.4): one rating a buyer; giving another changes it, and what it said before is kept. The partner is told of
 * new words.
 *
 * @returns `not_found`, or `not_a_buyer` where no fulfilled order, not given back, says that this customer bought the content
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
    const former = await Rating.query({ client: trx })
      .where({ content_id: content.id, customer_id: customer.id })
      .first()
    const said = former?.comment ?? null
    const rating = await keep(trx, former, { content, customer, given })
    await refreshFigures(trx, content.id, customer.environment)
    if (given.comment !== null && given.comment !== said && !rating.hidden)
      await enqueueMail(trx, 'storefront.comment', { ratingId: rating.id })
    return ok()
  })
}

async function keep(
  trx: Trx,
  former: Rating | null,
  { content, customer, given }: { content: Content; customer: Customer; given: GivenRating }
): Promise<Rating> {
  const { stars, comment } = given
  if (former) {
    await former.change(trx, { stars, comment, at: clock.now() })
    return former
  }
  const ids = { contentId: content.id, customerId: customer.id }
  return Rating.create({ ...ids, stars, comment, hidden: false }, { client: trx })
}

async function hasBought(trx: Trx, customer: Customer, content: Content): Promise<boolean> {
  const { environment } = customer
  const [order] = await trx
    .from('orders')
    .where({ customer_id: customer.id, content_id: content.id, environment, status: 'fulfilled' })
    .limit(1)
    .select('id')
  return order !== undefined
}
