import { ratingTenths } from '#catalogue/models/content'
import type { StoreEnvironment } from '#core/http/surfaces'
import { reads } from '#shared/database/main'
import { isPublicId } from '#shared/public_id'
import { COLUMNS, type ListingRow, type Store } from '#storefront/queries/listings'
import { visible } from '#storefront/presenters/sight'

/** What the product page shows (R4.4). */
export interface Product extends ListingRow {
  content_id: number
  summary: string
  rating_count: number
  description: string
  specification: string
  care_phone: string | null
  care_email: string | null
  demo_url: string | null
  /** when this version came to be as it is, epoch milliseconds */
  updated: number
  website: string
  /** storage keys of the picture by size, as JSON; null where the content has a drawn cover */
  sizes: string | null
}

/** The product at a public id, or null where there is none that this visitor may see in this store. */
export async function findProduct(
  store: Pick<Store, 'environment' | 'sight'>,
  id: string
): Promise<Product | null> {
  if (!isPublicId(id)) return null
  const allowed = visible(store.sight)
  const [product] = await reads().all<Product>(
    `select ${COLUMNS}, l.content_id, l.summary, l.rating_count, coalesce(v.description, '') as description,
       coalesce(v.specification, '') as specification, v.care_phone, v.care_email, v.demo_url,
       coalesce(v.published_at, v.saved_at) as updated, p.website, i.sizes
     from contents c
     join listings l on l.environment = ? and l.content_id = c.id
     join content_versions v on v.id = l.version_id
     join partners p on p.id = l.partner_id
     left join images i on i.id = v.image_id
     where ${allowed.sql} and c.public_id = ?`,
    [store.environment, ...allowed.bindings, id]
  )
  return product ?? null
}

export interface ProductRatings {
  /** how many buyers gave five stars, four, … one */
  counts: number[]
  total: number
  /** mean in tenths, null where nobody has rated */
  tenths: number | null
  comments: {
    public_id: string
    /** first name, and the initial of the last one: `Hendra K.` */
    name: string
    /** when this buyer first bought the content, epoch milliseconds */
    since: number | null
    stars: number
    comment: string
    answer: string | null
  }[]
}

const COMMENTS_SHOWN = 20

/** Ratings of a content by the customers of this store, the newest comments first. */
export async function ratingsOf(
  environment: StoreEnvironment,
  contentId: number
): Promise<ProductRatings> {
  const [figures, comments] = await Promise.all([
    reads().all<{ stars: number; total: number }>(
      `select r.stars, count(*) as total from ratings r join customers c on c.id = r.customer_id
       where r.content_id = ? and r.hidden = 0 and c.environment = ? group by r.stars`,
      [contentId, environment]
    ),
    reads().all<{
      public_id: string
      name: string
      since: number | null
      stars: number
      comment: string
      answer: string | null
    }>(
      `select r.public_id, c.name, r.stars, r.comment, r.answer,
         (select min(o.fulfilled_at) from orders o where o.customer_id = c.id and o.content_id = r.content_id) as since
       from ratings r join customers c on c.id = r.customer_id
       where r.content_id = ? and r.hidden = 0 and c.environment = ? and r.comment is not null
       order by r.id desc limit ${COMMENTS_SHOWN}`,
      [contentId, environment]
    ),
  ])
  const counts = [5, 4, 3, 2, 1].map(
    (stars) => figures.find((figure) => figure.stars === stars)?.total ?? 0
  )
  const total = counts.reduce((sum, count) => sum + count, 0)
  const sum = counts.reduce((stars, count, index) => stars + count * (5 - index), 0)
  return {
    counts,
    total,
    tenths: ratingTenths({ count: total, sum }),
    comments: comments.map((row) => ({ ...row, name: shortName(row.name) })),
  }
}

/** May this customer rate the content: does a fulfilled order say that it was bought? And what was said before. */
export async function ownRating(customerId: number, contentId: number) {
  const [row] = await reads().all<{
    bought: number
    stars: number | null
    comment: string | null
    hidden_reason: string | null
    answer: string | null
  }>(
    `select exists (select 1 from orders o where o.customer_id = ? and o.content_id = ? and o.status = 'fulfilled') as bought,
       r.stars, r.comment, r.hidden_reason, r.answer
     from (select 1 as one) once left join ratings r on r.customer_id = ? and r.content_id = ?`,
    [customerId, contentId, customerId, contentId]
  )
  return {
    bought: Boolean(row?.bought),
    stars: row?.stars ?? null,
    comment: row?.comment ?? null,
    hiddenReason: row?.hidden_reason ?? null,
    answer: row?.answer ?? null,
  }
}

/** How a buyer is called before others: first name, and the initial of the last one. */
export function shortName(name: string): string {
  const words = name.trim().split(/\s+/)
  return words.length > 1 ? `${words[0]} ${words.at(-1)![0]}.` : (words[0] ?? '')
}
