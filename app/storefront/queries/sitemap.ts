import type { StoreEnvironment } from '#core/http/surfaces'
import { reads } from '#shared/database/main'
import { ofStore } from '#storefront/queries/listings'

/** Of a site map's 50,000 addresses: each product has two, one in each language. */
export const PRODUCTS_IN_PART = 20_000

export interface SitemapLine {
  path: string
  /** epoch milliseconds; null where nobody knows */
  changed: number | null
}

/**
 * How many parts the products of a store fill. A part holds a fixed stretch of ids, so whatever comes or goes changes one part
 * and no product wanders from one to another.
 */
export async function sitemapParts(environment: StoreEnvironment): Promise<number> {
  const [row] = await reads().all<{ last: number | string | null }>(
    `select max(l.id) as last from listings l where ${ofStore(environment)} and l.visibility = 'public'`,
    []
  )
  return Math.ceil(Number(row?.last ?? 0) / PRODUCTS_IN_PART)
}

/** The products of a part, from 1 on. */
export async function sitemapProducts(
  environment: StoreEnvironment,
  part: number
): Promise<SitemapLine[]> {
  const rows = await reads().all<{ id: string; changed: number | string | null }>(
    `select l.content_public_id as id, coalesce(v.published_at, v.saved_at) as changed
     from listings l join content_versions v on v.id = l.version_id
     where ${ofStore(environment)} and l.visibility = 'public' and l.id > ? and l.id <= ? order by l.id`,
    [(part - 1) * PRODUCTS_IN_PART, part * PRODUCTS_IN_PART]
  )
  return rows.map(({ id, changed }) => ({
    path: `/products/${id}`,
    changed: changed === null ? null : Number(changed),
  }))
}

/** When each text of a page was last changed, by its slug. */
export async function textChanges(): Promise<Map<string, number>> {
  const rows = await reads().all<{ slug: string; updated_at: number | string }>(
    `select slug, updated_at from pages where section = 'static'`,
    []
  )
  return new Map(rows.map(({ slug, updated_at: at }) => [slug, Number(at)]))
}
