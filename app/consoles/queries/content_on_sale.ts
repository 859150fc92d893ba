import Content from '#catalogue/models/content'
import { loadVersion, type VersionSheet } from '#catalogue/queries/load_version'
import { reads } from '#shared/database/main'
import { isPublicId } from '#shared/public_id'

export interface ContentOnSale {
  /** With the version that sells, or sold last. */
  sheet: VersionSheet
  /** Of the production store: whom a suspension concerns. */
  subscribers: number
  unpaid: number
}

/** A content that was ever published, as the staff's page shows it; null for any other. */
export async function contentOnSale(publicId: string): Promise<ContentOnSale | null> {
  if (!isPublicId(publicId)) return null
  const content = await Content.findBy('publicId', publicId)
  if (!content?.liveVersionId) return null
  const [figures] = await reads().all<{ subscribers: number; unpaid: number }>(
    `select
       (select count(*) from subscriptions s join orders o on o.id = s.order_id
        where s.content_id = ? and s.status = 'active' and o.environment = 'production') as subscribers,
       (select count(*) from orders o where o.content_id = ? and o.environment = 'production'
        and o.status in ('created', 'awaiting_payment', 'payment_unknown')) as unpaid`,
    [content.id, content.id]
  )
  return { sheet: await loadVersion(content.liveVersionId), ...figures! }
}
