import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import Rating from '#storefront/models/rating'

/**
 * What the partner says to a comment on a content of its own (R4.4); saying it again changes it, and the buyer is told each time.
 *
 * @returns `not_found` where there is no such comment to be seen on one of its contents
 */
export function answerRating(
  partner: Partner,
  { ratingId, answer }: { ratingId: string; answer: string }
): Promise<Result<undefined, { type: 'not_found' }>> {
  return transaction(async (trx) => {
    const rating = await Rating.hold(trx, ratingId, partner.id)
    if (!rating?.comment || rating.hidden) return err({ type: 'not_found' })
    if (rating.answer === answer) return ok()
    await rating.useTransaction(trx).merge({ answer, answeredAt: clock.now() }).save()
    await audit(trx, {
      type: 'rating.answered',
      actor: { kind: 'partner', id: partner.publicId },
      subject: { kind: 'rating', id: rating.publicId },
    })
    await enqueueMail(trx, 'storefront.rating_news', {
      ratingId: rating.id,
      customerId: rating.customerId,
      occasion: 'answered',
      reason: null,
    })
    return ok()
  })
}
