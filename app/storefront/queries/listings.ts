import type { Language, StoreEnvironment } from '#core/http/surfaces'
import { localizedPath } from '#core/http/surfaces'
import { reads } from '#shared/database/main'
import type { Card } from '#storefront/card'
import { storeCategories } from '#storefront/queries/categories'
import { visible, type Sight } from '#storefront/presenters/sight'

/** A store page shows so many. */
export const PAGE_SIZE = 24

export interface Store {
  environment: StoreEnvironment
  language: Language
  sight: Sight
}

export interface ListingRow {
  id: number
  content_public_id: string
  name: string
  company: string
  category_id: number
  payment_kind: 'once' | 'subscription'
  price: number
  cover: string
  rating_tenths: number | null
  /** left out where only public ones can be among the rows */
  visibility?: 'public' | 'bound'
}

const CARD_COLUMNS =
  'l.id, l.content_public_id, l.name, l.company, l.category_id, l.payment_kind, l.price, l.cover, l.rating_tenths'

export const COLUMNS = `${CARD_COLUMNS}, l.visibility`

/** A page of a keyset list: its cards and the keys from which its neighbours go on. */
export interface CardPage {
  cards: Card[]
  /** hand to `before` */
  newer: number | null
  /** hand to `after` */
  older: number | null
}

/**
 * The newest contents of a store (R4.3). Ids follow recency: each page is a walk along an index, however
 * far one leafs.
 *
 * @param key of the listing behind (`after`) or before (`before`) which the page begins
 */
export async function newestListings(
  store: Store,
  key: { after?: number; before?: number; limit?: number } = {}
): Promise<CardPage> {
  const limit = key.limit ?? PAGE_SIZE
  const back = key.before !== undefined
  const edge = back ? 'and l.id > ?' : key.after !== undefined ? 'and l.id < ?' : ''
  const allowed = visible(store.sight)
  const rows = await reads().all<ListingRow>(
    `select ${store.sight.kind === 'public' ? CARD_COLUMNS : COLUMNS} from listings l where ${ofStore(store.environment)} and ${allowed.sql} ${edge}
     order by l.id ${back ? 'asc' : 'desc'} limit ${limit + 1}`,
    [...allowed.bindings, ...(edge ? [(key.before ?? key.after)!] : [])]
  )
  const more = rows.length > limit
  const shown = rows.slice(0, limit)
  if (back) shown.reverse()
  return {
    cards: await cardsOf(shown, store),
    newer: shown.length > 0 && (back ? more : key.after !== undefined) ? shown[0]!.id : null,
    older: shown.length > 0 && (back || more) ? shown.at(-1)!.id : null,
  }
}

/**
 * A store's listings. Its name stands in the text: SQLite with statistics plans a statement anew whenever a value
 * that its plan depends on is bound, which doubles the cost of the newest page.
 */
export function ofStore(environment: StoreEnvironment): string {
  return environment === 'production'
    ? `l.environment = 'production'`
    : `l.environment = 'development'`
}

/** Cards for rows of `listings`. */
export async function cardsOf(
  rows: ListingRow[],
  { environment, language }: Store
): Promise<Card[]> {
  const categories = await storeCategories(environment)
  const prefix = localizedPath('/products/', language)
  return rows.map((row) => ({
    href: prefix + row.content_public_id,
    coverHref: row.cover,
    name: row.name,
    categoryName: categories.find(({ id }) => id === row.category_id)?.name[language] ?? '',
    rating: row.rating_tenths,
    company: row.company,
    kind: row.payment_kind,
    price: row.price,
    ribbon: row.visibility === 'bound' ? 'trial' : null,
  }))
}
