import type { HttpContext } from '@adonisjs/core/http'
import { besidePromotion, currentPromotion } from '#storefront/queries/promotion'
import { newestListings } from '#storefront/queries/listings'
import { storeCategories } from '#storefront/queries/categories'
import { listPages } from '#storefront/queries/pages'
import { dataBlock, storeData } from '#storefront/presenters/structured'
import { storeOf } from '#storefront/store'

/** On the two shelves of the home page. */
const NEWEST = 10

/** What the Product Assistant is asked most, as chips. */
export const NEEDS = {
  learning: 'storefront.needs.learning',
  shop: 'storefront.needs.shop',
  leisure: 'storefront.needs.leisure',
  health: 'storefront.needs.health',
} as const

/** Which drawn cover stands for a category: chosen so that neighbours differ in colour. Others take the first. */
const TILE_COVERS: Record<string, number> = {
  gim: 8,
  musik: 9,
  pendidikan: 1,
  kesehatan: 5,
  usaha: 0,
  perjalanan: 3,
  anak: 3,
  berita: 4,
}

const tileCover = (slug: string) =>
  `/covers/${String(TILE_COVERS[slug] ?? 0).padStart(26, '0')}/${slug}.svg`

export default class HomeController {
  async show(ctx: HttpContext) {
    const store = await storeOf(ctx)
    const { language } = store
    const [promotion, newest, categories, questions, links] = await Promise.all([
      currentPromotion(store, ctx.path('/products/')),
      newestListings(store, { limit: NEWEST }),
      storeCategories(store.environment),
      listPages('faq', language, 3),
      listPages('link', language, 3),
    ])
    return ctx.view.render('pages/storefront/home', {
      promotion,
      beside: promotion ? besidePromotion(promotion, newest.cards) : [],
      cards: newest.cards,
      tiles: categories.map(({ slug, name, listed }) => ({
        slug,
        name: name[language],
        listed,
        cover: tileCover(slug),
      })),
      questions,
      links,
      needs: Object.entries(NEEDS).map(([key, label]) => ({
        label: ctx.t(label),
        href: ctx.path(`/assistant?need=${key}`),
      })),
      structured: dataBlock(storeData(ctx.arrival.origin, language)),
      sees_trials: store.sight.kind !== 'public',
    })
  }
}
