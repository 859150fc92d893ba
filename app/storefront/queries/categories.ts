import type { Language, StoreEnvironment } from '#core/http/surfaces'
import { reads } from '#shared/database/main'

export interface StoreCategory {
  id: number
  /** also its cover's figure and its address: `gim` → `/categories/gim` */
  slug: string
  name: Record<Language, string>
  /** listings that everybody may see in this store */
  listed: number
}

interface Row {
  id: number
  slug: string
  name_id: string
  name_en: string
  listed: number
}

/** Categories change by a decision of staff: this old they may be on a page. */
const KEPT_MS = 5_000

/** The bar of categories has room for so many. */
const IN_NAVIGATION = 6

const kept = new Map<StoreEnvironment, Promise<StoreCategory[]>>()

/** The categories of a store in their order, with how many products each has. Kept for some seconds. */
export function storeCategories(environment: StoreEnvironment): Promise<StoreCategory[]> {
  const known = kept.get(environment)
  if (known) return known
  const categories = readCategories(environment)
  kept.set(environment, categories)
  const forget = () => void kept.delete(environment)
  categories.then(() => setTimeout(forget, KEPT_MS).unref(), forget)
  return categories
}

/** Forgets what is kept; the next page reads again. For tests. */
export function forgetCategories(): void {
  kept.clear()
}

export type NavigationCategory = { slug: string; name: string }

const navigation = new WeakMap<StoreCategory[], Record<Language, NavigationCategory[]>>()

/**
 * Those with most products, in the store's order: what fits into the bar of every store page (R4.1). The same list
 * as long as the categories are the same.
 */
export async function navigationCategories(
  environment: StoreEnvironment,
  language: Language
): Promise<NavigationCategory[]> {
  const categories = await storeCategories(environment)
  let made = navigation.get(categories)
  if (!made)
    navigation.set(
      categories,
      (made = { id: inBar(categories, 'id'), en: inBar(categories, 'en') })
    )
  return made[language]
}

function inBar(categories: StoreCategory[], language: Language): NavigationCategory[] {
  const least = categories.map(({ listed }) => listed).sort((a, b) => b - a)[IN_NAVIGATION - 1] ?? 0
  return categories
    .filter(({ listed }) => listed >= least)
    .slice(0, IN_NAVIGATION)
    .map(({ slug, name }) => ({ slug, name: name[language] }))
}

async function readCategories(environment: StoreEnvironment): Promise<StoreCategory[]> {
  const rows = await reads().all<Row>(
    `select c.id, c.key as slug, c.name_id, c.name_en, coalesce(f.listed, 0) as listed
     from categories c
     left join listing_figures f on f.category_id = c.id and f.environment = ? and f.visibility = 'public'
     where c.retired = 0 or f.listed > 0
     order by c.position`,
    [environment]
  )
  return rows.map(({ id, slug, name_id: id_, name_en: en, listed }) => ({
    id,
    slug,
    name: { id: id_, en },
    listed,
  }))
}
