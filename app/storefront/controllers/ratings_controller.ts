import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { emptyForm, readForm, type FormState } from '#core/http/form'
import { spendFor } from '#core/middleware/limit_middleware'
import { customerOf } from '#customers/viewer'
import { rateContent } from '#storefront/actions/rate_content'
import RatingPolicy from '#storefront/policies/rating_policy'
import { findProduct, ownRating, type Product } from '#storefront/queries/product'
import { storeOf } from '#storefront/store'
import { ratingValidator } from '#storefront/validators/rating'

type OwnRating = Awaited<ReturnType<typeof ownRating>>

/** *Beri rating dan komentar*, for those who bought the content (R4.4). */
export default class RatingsController {
  async edit(ctx: HttpContext) {
    await ctx.bouncer.with(RatingPolicy).authorize('rate')
    const product = await this.#product(ctx)
    const own = await ownRating(customerOf(ctx).id, product.content_id)
    return this.#show(ctx, product, own, emptyForm({ stars: own.stars, comment: own.comment }))
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(RatingPolicy).authorize('rate')
    const product = await this.#product(ctx)
    const customer = customerOf(ctx)
    const form = await readForm(ctx, ratingValidator)
    if (!form.ok) {
      const own = await ownRating(customer.id, product.content_id)
      return this.#show(ctx, product, own, form.form)
    }
    await spendFor(ctx, 'rate', `customer:${customer.id}`)
    const { stars, comment } = form.data
    const rated = await rateContent(customer, {
      contentPublicId: product.content_public_id,
      stars,
      comment: comment || null,
    })
    if (!rated.ok) {
      const forbidden = rated.error.type === 'not_a_buyer'
      throw new Exception(rated.error.type, { status: forbidden ? 403 : 404 })
    }
    return ctx.response.redirect(`${ctx.path(`/products/${product.content_public_id}`)}#ratings`)
  }

  async #product(ctx: HttpContext): Promise<Product> {
    const product = await findProduct(await storeOf(ctx), ctx.params.id)
    if (!product) throw new Exception('no such product', { status: 404 })
    return product
  }

  #show(ctx: HttpContext, product: Product, own: OwnRating, form: FormState) {
    return ctx.view.render('pages/storefront/rating', {
      product,
      bought: own.bought,
      hidden_reason: own.hiddenReason,
      answered: own.answer !== null,
      ...form,
    })
  }
}
