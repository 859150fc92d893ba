import { audit } from '#audit/record'
import type { AuditType } from '#audit/types'
import { enqueueMail } from '#core/mail/mail'
import Customer from '#customers/models/customer'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { refreshFigures } from '#storefront/actions/rating_figures'
import Rating from '#storefront/models/rating'
import type { Moderation } from '#storefront/reports'

const EVENTS: Record<Moderation, AuditType> = {
  hide: 'rating.hidden',
  keep: 'rating.kept',
  restore: 'rating.restored',
}

interface Decision {
  ratingId: string
  decision: Moderation
  /** For the author, for whoever reported it, and for the audit. */
  reason: string
  by: { publicId: string }
}

/**
 * Staff decide of a comment: what is hidden leaves the page and the mean with its stars, and comes back as it was when it is restored.
 * The author and everybody whose report was open are told, with the reason.
 *
 * @returns `moved` where it is so already
 */
export function moderateRating(
  decided: Decision
): Promise<Result<undefined, { type: 'not_found' } | { type: 'moved' }>> {
  return transaction(
    async (trx): Promise<Result<undefined, { type: 'not_found' } | { type: 'moved' }>> => {
      const rating = await Rating.hold(trx, decided.ratingId)
      if (!rating) return err({ type: 'not_found' })
      if (!(await step(trx, rating, decided))) return err({ type: 'moved' })
      const reporters = await settleReports(trx, rating, decided.decision)
      const author = await Customer.query({ client: trx })
        .where('id', rating.customerId)
        .firstOrFail()
      await refreshFigures(trx, rating.contentId, author.environment)
      await audit(trx, {
        type: EVENTS[decided.decision],
        actor: { kind: 'staff', id: decided.by.publicId },
        subject: { kind: 'rating', id: rating.publicId },
        data: { reason: decided.reason, reports: reporters.length },
      })
      await tell(trx, rating, decided, reporters)
      return ok()
    }
  )
}

async function step(trx: Trx, rating: Rating, { decision, reason }: Decision): Promise<boolean> {
  if (decision === 'hide') return rating.hide(trx, { reason, at: clock.now() })
  if (decision === 'restore') return rating.restore(trx)
  const open = await openReports(trx, rating).select('id')
  return !rating.hidden && open.length > 0
}

/** @returns whose reports were open, by inner id */
async function settleReports(trx: Trx, rating: Rating, decision: Moderation): Promise<number[]> {
  const reporters = await openReports(trx, rating).select('customer_id')
  await openReports(trx, rating).update({
    status: decision === 'hide' ? 'upheld' : 'dismissed',
    decided_at: clock.now().toMillis(),
  })
  return reporters.map(({ customer_id: id }) => id)
}

const openReports = (trx: Trx, rating: Rating) =>
  trx.from('rating_reports').where({ rating_id: rating.id, status: 'open' })

async function tell(trx: Trx, rating: Rating, { decision, reason }: Decision, reporters: number[]) {
  const news = (customerId: number, occasion: string) =>
    enqueueMail(trx, 'storefront.rating_news', {
      ratingId: rating.id,
      customerId,
      occasion,
      reason,
    })
  if (decision === 'hide') await news(rating.customerId, 'hidden')
  if (decision === 'restore') await news(rating.customerId, 'restored')
  for (const reporter of reporters)
    await news(reporter, decision === 'hide' ? 'upheld' : 'dismissed')
}
