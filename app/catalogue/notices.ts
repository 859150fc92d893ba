import { registerNotice } from '#core/notices/notices'
import { contentNotice } from '#catalogue/queries/content_notice'

registerNotice(
  'catalogue.published',
  'notices.published',
  (trx, { versionId }: { versionId: number }) => contentNotice(trx, { versionId })
)
registerNotice(
  'catalogue.sale',
  'notices.sale',
  (trx, { contentId, occasion }: { contentId: number; occasion: string }) =>
    contentNotice(trx, { contentId }, { occasion })
)
