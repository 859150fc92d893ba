import { pageKey } from '#shared/address_values'
import type { Search, SearchOrder } from '#storefront/queries/search'
import { SEARCH_ORDERS, wordsOf } from '#storefront/queries/search'
import type { StoreCategory } from '#storefront/queries/categories'

/** Bands of price to choose from, whole rupiah. The key is what the address says. */
export const PRICE_BANDS = {
  low: { to: 5_500 },
  middle: { from: 5_501, to: 16_500 },
  high: { from: 16_501 },
} as const

type PriceBand = keyof typeof PRICE_BANDS

/** What the visitor chose, cleaned: whatever is not one of the choices counts as not chosen. */
export interface SearchChoice {
  q: string
  category: string
  kind: '' | 'once' | 'subscription'
  price: '' | PriceBand
  /** least rating in stars, as text */
  rating: '' | '3' | '4'
  sort: SearchOrder
  after: string
}

/** Reads the search form out of an address. Nobody's input can make it fail. */
export function readChoice(
  query: Record<string, unknown>,
  categories: readonly Pick<StoreCategory, 'slug'>[]
): SearchChoice {
  const choice = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T => {
    const value = query[name]
    return allowed.find((word) => word === value) ?? otherwise
  }
  return {
    q: text(query.q).slice(0, 100).trim(),
    category: categories.find(({ slug }) => slug === query.category)?.slug ?? '',
    kind: choice('kind', ['', 'once', 'subscription'], ''),
    price: choice('price', ['', 'low', 'middle', 'high'], ''),
    rating: choice('rating', ['', '3', '4'], ''),
    sort: choice('sort', SEARCH_ORDERS, 'newest'),
    after: text(query.after).slice(0, 40),
  }
}

/** The search that a choice means. */
export function searchFor(choice: SearchChoice, categories: StoreCategory[]): Search {
  const category = categories.find(({ slug }) => slug === choice.category)
  const band: { from?: number; to?: number } = choice.price ? PRICE_BANDS[choice.price] : {}
  const [, value, key] = /^(-?\d{1,9})\.(\d+)$/.exec(choice.after) ?? []
  const id = pageKey(key)
  return {
    words: wordsOf(choice.q),
    order: choice.sort,
    ...(category ? { categoryId: category.id } : {}),
    ...(choice.kind ? { kind: choice.kind } : {}),
    ...(band.from === undefined ? {} : { priceFrom: band.from }),
    ...(band.to === undefined ? {} : { priceTo: band.to }),
    ...(choice.rating ? { rating: Number(choice.rating) * 10 } : {}),
    ...(value && id ? { after: { value: Number(value), id } } : {}),
  }
}

/** The address of the same search with some of it changed. Empty choices are left out. */
export function searchAddress(
  path: string,
  choice: SearchChoice,
  change: Partial<SearchChoice> = {}
): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...choice, ...change })) {
    if (value && !(name === 'sort' && value === 'newest')) query.set(name, value)
  }
  return query.size > 0 ? `${path}?${query}` : path
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
