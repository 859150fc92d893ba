import { audit } from '#audit/record'
import type Customer from '#customers/models/customer'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import Rating from '#storefront/models/rating'
import type { ReportReason } from '#storefront/reports'

/**
 * Somebody has something against a comment: staff look at it. One report of each reader; a second one changes nothing.
 *
 * @param report.ratingId of a comment that this customer sees
 */
export function reportRating(
  customer: Customer,
  { ratingId, reason, note }: { ratingId: string; reason: ReportReason; note: string | null }
): Promise<Result<undefined, { type: 'own' } | { type: 'not_found' }>> {
  return transaction(
    async (trx): Promise<Result<undefined, { type: 'own' } | { type: 'not_found' }>> => {
      const rating = await Rating.hold(trx, ratingId)
      if (!rating?.comment || rating.hidden) return err({ type: 'not_found' })
      if (rating.customerId === customer.id) return err({ type: 'own' })
      const [made] = await trx
        .knexQuery()
        .insert({
          rating_id: rating.id,
          customer_id: customer.id,
          reason,
          note,
          status: 'open',
          created_at: clock.now().toMillis(),
        })
        .into('rating_reports')
        .onConflict(['rating_id', 'customer_id'])
        .ignore()
        .returning('id')
      if (!made) return ok()
      await audit(trx, {
        type: 'rating.reported',
        actor: { kind: 'customer', id: customer.publicId },
        subject: { kind: 'rating', id: rating.publicId },
        data: { reason },
      })
      return ok()
    }
  )
}
