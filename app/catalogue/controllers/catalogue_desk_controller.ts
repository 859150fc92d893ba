import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import {
  addCategory,
  moveCategory,
  renameCategory,
  restoreCategory,
  retireCategory,
} from '#catalogue/actions/keep_categories'
import { addPrice, retirePrice } from '#catalogue/actions/keep_price_list'
import Category from '#catalogue/models/category'
import PricePoint from '#catalogue/models/price_point'
import CatalogueDeskPolicy from '#catalogue/policies/catalogue_desk_policy'
import { catalogueDesk } from '#catalogue/queries/catalogue_desk'
import { categoryValidator, newCategoryValidator, priceValidator } from '#catalogue/validators/desk'
import { formWithErrors, readForm } from '#core/http/form'
import { staffOf } from '#identity/viewer'
import type { Result } from '#shared/result'

const PRICE_REFUSALS = {
  there: 'catalogue.desk.price_there',
  asked: 'catalogue.desk.asked_already',
  nobody_yet: 'catalogue.desk.nobody_yet',
  unknown: 'catalogue.desk.moved',
}

/** Price list and categories, kept by administrators (R3.1). */
export default class CatalogueDeskController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('view')
    return this.#page(ctx)
  }

  async addPrice(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('keepPrices')
    const form = await readForm(ctx, priceValidator)
    if (!form.ok) return this.#page(ctx)
    const amount = Number(form.data.amount.replaceAll('.', ''))
    return this.#priced(ctx, await addPrice(staffOf(ctx), amount))
  }

  async retirePrice(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('keepPrices')
    const { amount } = await this.#price(ctx)
    return this.#decided(ctx, await retirePrice(staffOf(ctx), amount), 'prices')
  }

  async restorePrice(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('keepPrices')
    const { amount } = await this.#price(ctx)
    return this.#priced(ctx, await addPrice(staffOf(ctx), amount))
  }

  async addCategory(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('keepCategories')
    const form = await readForm(ctx, newCategoryValidator)
    if (!form.ok) return this.#page(ctx)
    const { key, name_id: nameId, name_en: nameEn } = form.data
    const added = await addCategory(staffOf(ctx), { key, nameId, nameEn })
    if (added.ok) return this.#back(ctx, 'categories')
    formWithErrors(ctx, [{ field: 'key', message: ctx.t('catalogue.desk.category_there') }])
    return this.#page(ctx)
  }

  async editCategory(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('keepCategories')
    return this.#categoryPage(ctx, await this.#category(ctx))
  }

  async renameCategory(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('keepCategories')
    const category = await this.#category(ctx)
    const form = await readForm(ctx, categoryValidator)
    if (!form.ok) return this.#categoryPage(ctx, category)
    const { name_id: nameId, name_en: nameEn } = form.data
    await renameCategory(staffOf(ctx), { key: category.key, nameId, nameEn })
    return this.#back(ctx, 'categories')
  }

  async moveCategory(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('keepCategories')
    const { key } = await this.#category(ctx)
    await moveCategory(staffOf(ctx), key, ctx.request.input('way') === 'down' ? 'down' : 'up')
    return this.#back(ctx, 'categories')
  }

  async retireCategory(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('keepCategories')
    const { key } = await this.#category(ctx)
    return this.#decided(ctx, await retireCategory(staffOf(ctx), key), 'categories')
  }

  async restoreCategory(ctx: HttpContext) {
    await ctx.bouncer.with(CatalogueDeskPolicy).authorize('keepCategories')
    const { key } = await this.#category(ctx)
    return this.#decided(ctx, await restoreCategory(staffOf(ctx), key), 'categories')
  }

  /** A price is there at once only where nobody else could agree to it. */
  #priced(ctx: HttpContext, added: Awaited<ReturnType<typeof addPrice>>) {
    if (added.ok)
      return added.value.isDone
        ? this.#back(ctx, 'prices')
        : ctx.response.redirect(ctx.path('/catalogue?asked=1'))
    const message = ctx.t(PRICE_REFUSALS[added.error.type])
    formWithErrors(ctx, [{ field: 'amount', message }])
    return this.#page(ctx)
  }

  #decided(ctx: HttpContext, done: Result<undefined, { type: string }>, section: string) {
    if (done.ok) return this.#back(ctx, section)
    ctx.response.status(409)
    return this.#page(ctx, ctx.t('catalogue.desk.moved'))
  }

  #back(ctx: HttpContext, section: string) {
    return ctx.response.redirect(`${ctx.path('/catalogue')}#${section}`)
  }

  async #price(ctx: HttpContext): Promise<PricePoint> {
    const amount = String(ctx.params.amount)
    const point = /^\d{1,12}$/.test(amount) ? await PricePoint.findBy('amount', amount) : null
    if (!point) throw new Exception('no such price', { status: 404 })
    return point
  }

  async #category(ctx: HttpContext): Promise<Category> {
    const key = String(ctx.params.key)
    const category = /^[a-z_]{1,40}$/.test(key) ? await Category.findBy('key', key) : null
    if (!category) throw new Exception('no such category', { status: 404 })
    return category
  }

  #categoryPage(ctx: HttpContext, category: Category) {
    return ctx.view.render('pages/catalogue/desk_category', { category })
  }

  async #page(ctx: HttpContext, problem: string | null = null) {
    const asked = ctx.request.input('asked') === '1'
    return ctx.view.render('pages/catalogue/desk', { ...(await catalogueDesk()), problem, asked })
  }
}
