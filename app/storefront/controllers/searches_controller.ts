import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { ignoredFilters } from '#core/http/ignored_filters'
import { storeCategories } from '#storefront/queries/categories'
import { newestListings, type Store } from '#storefront/queries/listings'
import { countMatches, searchListings, wordsOf, type Search } from '#storefront/queries/search'
import { readChoice, searchAddress, searchFor, type SearchChoice } from '#storefront/search_form'
import { filterFields } from '#storefront/presenters/filters'
import { storeOf } from '#storefront/store'

/** The search, and a category, which is a search that begins with one choice made. */
export default class SearchesController {
  async search(ctx: HttpContext) {
    const { environment } = await storeOf(ctx)
    const choice = readChoice(ctx.request.qs(), await storeCategories(environment))
    return this.#show(ctx, choice, '/search', null)
  }

  async category(ctx: HttpContext) {
    const store = await storeOf(ctx)
    const categories = await storeCategories(store.environment)
    const category = categories.find(({ slug }) => slug === ctx.params.slug)
    if (!category) throw new Exception('no such category', { status: 404 })
    const choice = readChoice(ctx.request.qs(), [])
    return this.#show(ctx, choice, `/categories/${category.slug}`, category.slug)
  }

  async #show(ctx: HttpContext, choice: SearchChoice, address: string, category: string | null) {
    const store = await storeOf(ctx)
    const categories = await storeCategories(store.environment)
    const search = searchFor({ ...choice, category: category ?? choice.category }, categories)
    const fields = filterFields(ctx, choice, categories, category === null)
    const { cards, next } = await searchListings(store, search)
    const path = ctx.path(address)
    const following = next && searchAddress(path, choice, { after: `${next.value}.${next.id}` })
    return ctx.view.render('pages/storefront/search', {
      choice,
      category: categories.find(({ slug }) => slug === category)?.name[store.language] ?? null,
      category_slug: category,
      action: path,
      fields,
      ignored: ignoredFilters(ctx.request.qs(), fields),
      cards,
      first: search.after ? searchAddress(path, choice, { after: '' }) : null,
      next: following,
      narrowed: Boolean(choice.category || choice.kind || choice.price || choice.rating),
      widened: searchAddress(path, choice, {
        category: '',
        kind: '',
        price: '',
        rating: '',
        after: '',
      }),
      ...(cards.length === 0 ? await this.#waysOn(ctx, store, choice, search) : {}),
    })
  }

  /** Nothing found: which of the words alone would find something, and what is new (`ux.md`). */
  async #waysOn(ctx: HttpContext, store: Store, choice: SearchChoice, search: Search) {
    const words = wordsOf(choice.q)
    const tried = words.length > 1 || search.categoryId !== undefined ? words : []
    const hints = await Promise.all(
      tried.map(async (word) => ({
        word,
        total: await countMatches(store, { words: [word], order: 'newest' }),
        href: ctx.path(`/search?q=${encodeURIComponent(word)}`),
      }))
    )
    const newest = await newestListings(store, { limit: 5 })
    return { hints: hints.filter(({ total }) => total > 0), newest: newest.cards }
  }
}
