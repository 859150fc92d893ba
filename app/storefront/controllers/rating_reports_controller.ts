import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { readForm } from '#core/http/form'
import { spendFor } from '#core/middleware/limit_middleware'
import { customerOf } from '#customers/viewer'
import { reportRating } from '#storefront/actions/report_rating'
import RatingPolicy from '#storefront/policies/rating_policy'
import { shortName } from '#storefront/queries/product'
import { findComment } from '#storefront/queries/rating_lists'
import { REPORT_LABELS, REPORT_REASONS } from '#storefront/reports'
import { reportValidator } from '#storefront/validators/rating'

/** *Laporkan*: whoever is signed in says what is wrong with a comment. */
export default class RatingReportsController {
  async create(ctx: HttpContext) {
    await ctx.bouncer.with(RatingPolicy).authorize('report')
    return this.#show(ctx, 'asked')
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(RatingPolicy).authorize('report')
    const customer = customerOf(ctx)
    const form = await readForm(ctx, reportValidator)
    if (!form.ok) return this.#show(ctx, 'asked')
    await spendFor(ctx, 'report', `customer:${customer.id}`)
    const comment = await this.#comment(ctx)
    const { reason, note } = form.data
    const reported = await reportRating(customer, {
      ratingId: comment.public_id,
      reason,
      note: note ?? null,
    })
    if (reported.ok) return this.#show(ctx, 'done')
    if (reported.error.type === 'own') return this.#show(ctx, 'own')
    throw new Exception('no such comment', { status: 404 })
  }

  async #comment(ctx: HttpContext) {
    const comment = await findComment(ctx.storeEnvironment, String(ctx.params.id))
    if (!comment) throw new Exception('no such comment', { status: 404 })
    return comment
  }

  async #show(ctx: HttpContext, step: 'asked' | 'own' | 'done') {
    const comment = await this.#comment(ctx)
    return ctx.view.render('pages/storefront/report', {
      step,
      comment: { ...comment, author: shortName(comment.author) },
      reasons: REPORT_REASONS.map((value) => ({ value, label: ctx.t(REPORT_LABELS[value]) })),
    })
  }
}
