import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { findOwnContent } from '#catalogue/queries/load_version'
import { readForm } from '#core/http/form'
import { partnerOf } from '#partners/viewer'
import { pageKey } from '#shared/address_values'
import { answerRating } from '#storefront/actions/answer_rating'
import RatingAnswerPolicy from '#storefront/policies/rating_answer_policy'
import { shortName } from '#storefront/queries/product'
import { commentsOnContent } from '#storefront/queries/rating_lists'
import { answerValidator } from '#storefront/validators/rating'

/** What buyers say of a partner's content, and the partner's answers (R4.4). */
export default class RatingAnswersController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(RatingAnswerPolicy).authorize('list')
    return this.#page(ctx)
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(RatingAnswerPolicy).authorize('answer')
    const { id, rating } = ctx.params
    const form = await readForm(ctx, answerValidator)
    if (!form.ok) return this.#page(ctx, String(rating))
    const answered = await answerRating(partnerOf(ctx), {
      ratingId: String(rating),
      answer: form.data.answer,
    })
    if (!answered.ok) throw new Exception('no such comment', { status: 404 })
    return ctx.response.redirect(`${ctx.path(`/contents/${id}/ratings`)}#${rating}`)
  }

  async #page(ctx: HttpContext, refused: string | null = null) {
    const sheet = await findOwnContent(partnerOf(ctx), ctx.params.id)
    if (!sheet) throw new Exception('no such content', { status: 404 })
    const before = pageKey(ctx.request.qs().before)
    const { lines, next } = await commentsOnContent(sheet.content.id, { before })
    const here = ctx.path(`/contents/${sheet.content.publicId}/ratings`)
    return ctx.view.render('pages/storefront/answers', {
      sheet,
      here,
      comments: lines
        .filter((line) => refused === null || line.public_id === refused)
        .map((line) => ({ ...line, author: shortName(line.author) })),
      next: next === null ? null : `${here}?before=${next}`,
    })
  }
}
