import { registerNotice } from '#core/notices/notices'
import type { Trx } from '#shared/database/main'

interface Row {
  public_id: string
  partner_id: number
  name: string | null
}

const contentOf = (trx: Trx, ratingId: number): Promise<Row> =>
  trx
    .from('ratings as r')
    .join('contents as c', 'c.id', 'r.content_id')
    .leftJoin(
      'content_versions as v',
      'v.id',
      trx.raw('coalesce(c.live_version_id, c.latest_version_id)')
    )
    .where('r.id', ratingId)
    .select('c.public_id', 'c.partner_id', 'v.name')
    .firstOrFail()

registerNotice(
  'storefront.comment',
  'notices.comment',
  async (trx, { ratingId }: { ratingId: number }) => {
    const { public_id: id, partner_id: partner, name } = await contentOf(trx, ratingId)
    return {
      to: { kind: 'partner', id: partner },
      path: `/contents/${id}/ratings`,
      data: { name: name ?? '' },
    }
  }
)
registerNotice(
  'storefront.rating_news',
  'notices.rating_news',
  async (
    trx,
    { ratingId, customerId, occasion }: { ratingId: number; customerId: number; occasion: string }
  ) => {
    const { public_id: id, name } = await contentOf(trx, ratingId)
    return {
      to: { kind: 'customer', id: customerId },
      path: `/products/${id}`,
      data: { name: name ?? '', occasion },
    }
  }
)
