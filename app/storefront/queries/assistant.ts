import { reads } from '#shared/database/main'
import type { StoreCategory } from '#storefront/queries/categories'
import type { Card } from '#storefront/card'
import {
  cardsOf,
  COLUMNS,
  newestListings,
  type ListingRow,
  type Store,
} from '#storefront/queries/listings'
import { visible } from '#storefront/presenters/sight'

/** What a visitor may be looking for, and the categories in which it is found. */
const CATEGORIES_OF = {
  learning: ['pendidikan', 'anak'],
  shop: ['usaha'],
  leisure: ['gim', 'musik'],
  health: ['kesehatan'],
  travel: ['perjalanan'],
  news: ['berita'],
} as const

export type Need = keyof typeof CATEGORIES_OF
export const NEEDS = Object.keys(CATEGORIES_OF) as Need[]

export interface Answers {
  need: Need | ''
  kind: '' | 'once' | 'subscription'
  /** the most that may be paid, whole rupiah, as text */
  budget: '' | '5500' | '16500'
}

const SHOWN = 10

/** Reads the answers out of an address; what is none of the choices counts as not answered. */
export function readAnswers(query: Record<string, unknown>): Answers {
  const one = <T extends string>(value: unknown, allowed: readonly T[]): T | '' =>
    allowed.find((word) => word === value) ?? ''
  return {
    need: one(query.need, NEEDS),
    kind: one(query.kind, ['once', 'subscription'] as const),
    budget: one(query.budget, ['5500', '16500'] as const),
  }
}

/**
 * What comes nearest where nothing fits: the same need at any price and either way of paying, or else whatever is newest. `gaveUp` says
 * what was left out of the answers.
 */
export async function nearestContents(
  store: Store,
  answers: Answers,
  categories: StoreCategory[]
): Promise<{ gaveUp: 'terms' | 'need'; cards: Card[] }> {
  const sameNeed = await fittingContents(store, { ...answers, kind: '', budget: '' }, categories)
  if (sameNeed.length > 0) return { gaveUp: 'terms', cards: sameNeed }
  const { cards } = await newestListings(store, { limit: SHOWN })
  return { gaveUp: 'need', cards }
}

/** Contents that fit the answers, the best rated first. */
export async function fittingContents(store: Store, answers: Answers, categories: StoreCategory[]) {
  const wanted: readonly string[] = answers.need ? CATEGORIES_OF[answers.need] : []
  const ids = categories.filter(({ slug }) => wanted.includes(slug)).map(({ id }) => id)
  if (ids.length === 0) return []
  const allowed = visible(store.sight)
  const rows = await reads().all<ListingRow>(
    `select ${COLUMNS} from listings l
     where l.environment = ? and ${allowed.sql} and l.category_id in (${ids.map(() => '?').join(', ')})
     ${answers.kind ? 'and l.payment_kind = ?' : ''} ${answers.budget ? 'and l.price <= ?' : ''}
     order by coalesce(l.rating_tenths, -1) desc, l.rating_count desc, l.id desc limit ${SHOWN}`,
    [
      store.environment,
      ...allowed.bindings,
      ...ids,
      ...(answers.kind ? [answers.kind] : []),
      ...(answers.budget ? [Number(answers.budget)] : []),
    ]
  )
  return cardsOf(rows, store)
}
