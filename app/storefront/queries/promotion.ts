import type { Language } from '#core/http/surfaces'
import { reads } from '#shared/database/main'
import { clock } from '#shared/clock'
import type { ListingRow, Store } from '#storefront/queries/listings'
import { COLUMNS } from '#storefront/queries/listings'
import type { Card } from '#storefront/card'

/** The promoted content at the top of the home page (`ux.md`: a promoted content). */
export interface Promotion {
  title: string
  text: string
  href: string
  demoHref: string | null
  cover: string
  company: string
  price: number
  kind: 'once' | 'subscription'
  rating: number | null
  ratingCount: number
  contentPublicId: string
}

interface Row extends ListingRow {
  title_id: string
  title_en: string
  body_id: string
  body_en: string
  rating_count: number
  demo_url: string | null
}

const TEXTS: Record<Language, { title: 'title_id' | 'title_en'; body: 'body_id' | 'body_en' }> = {
  id: { title: 'title_id', body: 'body_id' },
  en: { title: 'title_en', body: 'body_en' },
}

/** What staff promote now, or null. Only what everybody may buy is promoted. */
export async function currentPromotion(
  { environment, language }: Store,
  prefix: string
): Promise<Promotion | null> {
  const now = clock.now().toMillis()
  const [row] = await reads().all<Row>(
    `select ${COLUMNS}, l.rating_count, p.title_id, p.title_en, p.body_id, p.body_en, v.demo_url
     from promotions p
     join listings l on l.content_id = p.content_id and l.environment = ? and l.visibility = 'public'
     join content_versions v on v.id = l.version_id
     where p.starts_at <= ? and (p.ends_at is null or p.ends_at > ?)
     order by p.starts_at desc, p.id desc limit 1`,
    [environment, now, now]
  )
  if (!row) return null
  const texts = TEXTS[language]
  return {
    title: row[texts.title],
    text: row[texts.body],
    href: prefix + row.content_public_id,
    demoHref: row.demo_url,
    cover: row.cover,
    company: row.company,
    price: row.price,
    kind: row.payment_kind,
    rating: row.rating_tenths,
    ratingCount: row.rating_count,
    contentPublicId: row.content_public_id,
  }
}

/** Four covers that stand beside the promoted one. */
export function besidePromotion(promotion: Promotion, cards: Card[]): Card[] {
  return cards.filter((card) => card.href !== promotion.href).slice(0, 4)
}
