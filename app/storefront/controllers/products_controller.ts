import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { presentPurchase, purchaseTerms } from '#checkout/presenters/purchase_box'
import { purchaseOptions } from '#checkout/queries/purchase_options'
import { customerOrGuest } from '#customers/viewer'
import { pageKey } from '#shared/address_values'
import { storeCategories } from '#storefront/queries/categories'
import { newestListings } from '#storefront/queries/listings'
import { findProduct, ratingsOf } from '#storefront/queries/product'
import { storeOf } from '#storefront/store'
import { presentProduct } from '#storefront/presenters/product'

export default class ProductsController {
  /** The newest contents, page by page. The page that the whole world asks for most. */
  async index(ctx: HttpContext) {
    const store = await storeOf(ctx)
    const page = await newestListings(store, keysOf(ctx.request.qs()))
    const leaf = (name: string, key: number | null) =>
      key === null ? null : ctx.path(`/products?${name}=${key}`)
    return ctx.view.render('pages/storefront/products', {
      cards: page.cards,
      newer: leaf('before', page.newer),
      older: leaf('after', page.older),
    })
  }

  async show(ctx: HttpContext) {
    const store = await storeOf(ctx)
    const product = await findProduct(store, ctx.params.id)
    if (!product) throw new Exception('no such product', { status: 404 })
    const customer = customerOrGuest(ctx)
    const [categories, ratings, options] = await Promise.all([
      storeCategories(store.environment),
      ratingsOf(store.environment, product.content_id),
      customer ? purchaseOptions(customer, product.content_public_id, store.environment) : null,
    ])
    const { environment } = store
    const reader = { t: ctx.t, language: ctx.arrival.language, environment }
    return ctx.view.render('pages/storefront/product', {
      ...presentProduct(product, ratings, categories, ctx),
      customer,
      box: options && presentPurchase(options, reader),
      terms: purchaseTerms({ price: product.price, kind: product.payment_kind }, reader),
    })
  }
}

/** Keys of a keyset page; anything that is not a number begins at the newest. */
function keysOf({ after, before }: Record<string, unknown>): { after?: number; before?: number } {
  const [afterId, beforeId] = [pageKey(after), pageKey(before)]
  if (beforeId !== null) return { before: beforeId }
  return afterId === null ? {} : { after: afterId }
}
