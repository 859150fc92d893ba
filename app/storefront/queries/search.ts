import { reads } from '#shared/database/main'
import type { Card } from '#storefront/card'
import {
  cardsOf,
  COLUMNS,
  ofStore,
  PAGE_SIZE,
  type ListingRow,
  type Store,
} from '#storefront/queries/listings'
import { visible } from '#storefront/presenters/sight'

/** How results may be ordered, and the column and direction of each. The id settles what is equal. */
const ORDERS = {
  newest: { column: 'l.id', descending: true },
  cheapest: { column: 'l.price', descending: false },
  dearest: { column: 'l.price', descending: true },
  rated: { column: 'coalesce(l.rating_tenths, -1)', descending: true },
} as const

export type SearchOrder = keyof typeof ORDERS
export const SEARCH_ORDERS = Object.keys(ORDERS) as SearchOrder[]

export interface Search {
  /** words that name, company or summary must all hold, in any order and case, or that name the category */
  words: string[]
  categoryId?: number
  kind?: 'once' | 'subscription'
  /** whole rupiah, both ends included */
  priceFrom?: number
  priceTo?: number
  /** least mean rating in tenths */
  rating?: number
  order: SearchOrder
  /** where the page before ended: value of the order's column and id */
  after?: { value: number; id: number }
  limit?: number
}

type Binding = string | number

/** Splits what somebody typed into words; punctuation and surplus words fall away. */
export function wordsOf(typed: string): string[] {
  return typed
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, 6)
}

/** Contents that match, on either database. One page and the key from which the next one goes on. */
export async function searchListings(
  store: Store,
  search: Search
): Promise<{ cards: Card[]; next: { value: number; id: number } | null }> {
  const { column, descending } = ORDERS[search.order]
  const { where, bindings } = conditions(store, search)
  if (search.after) {
    const beyond = descending ? '<' : '>'
    where.push(`(${column} ${beyond} ? or (${column} = ? and l.id < ?))`)
    bindings.push(search.after.value, search.after.value, search.after.id)
  }
  const limit = search.limit ?? PAGE_SIZE
  const rows = await reads().all<ListingRow & { sort_value: number }>(
    `select ${COLUMNS}, ${column} as sort_value from listings l where ${where.join(' and ')}
     order by ${column} ${descending ? 'desc' : 'asc'}, l.id desc limit ?`,
    [...bindings, limit + 1]
  )
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    cards: await cardsOf(shown, store),
    next: rows.length > limit && last ? { value: last.sort_value, id: last.id } : null,
  }
}

/** How many contents match, counted up to `most`: for the hints of a search that found nothing. */
export async function countMatches(store: Store, search: Search, most = 100): Promise<number> {
  const { where, bindings } = conditions(store, search)
  const [row] = await reads().all<{ total: number }>(
    `select count(*) as total from (select 1 as one from listings l where ${where.join(' and ')} limit ?) matching`,
    [...bindings, most]
  )
  return row?.total ?? 0
}

function conditions(store: Store, search: Search): { where: string[]; bindings: Binding[] } {
  const allowed = visible(store.sight)
  const where = [ofStore(store.environment), allowed.sql]
  const bindings: Binding[] = [...allowed.bindings]
  const add = (sql: string, ...values: Binding[]) => {
    where.push(sql)
    bindings.push(...values)
  }
  if (search.categoryId !== undefined) add('l.category_id = ?', search.categoryId)
  if (search.kind) add('l.payment_kind = ?', search.kind)
  if (search.priceFrom !== undefined) add('l.price >= ?', search.priceFrom)
  if (search.priceTo !== undefined) add('l.price <= ?', search.priceTo)
  if (search.rating !== undefined) add('l.rating_tenths >= ?', search.rating)
  for (const word of search.words) {
    add(
      `(lower(l.name || ' ' || l.company || ' ' || l.summary) like ? escape '!'
        or l.category_id in (select id from categories where lower(name_id) = ? or lower(name_en) = ?))`,
      `%${word.replace(/[!%_]/g, '!$&')}%`,
      word,
      word
    )
  }
  return { where, bindings }
}
