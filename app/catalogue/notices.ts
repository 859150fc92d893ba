import { registerNotice } from '#core/notices/notices'
import { contentBeingWritten } from '#catalogue/queries/content_being_written'
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
registerNotice(
  'catalogue.terms_changed',
  'notices.terms_changed',
  async (trx, { number, partnerId }: { number: number; partnerId: number }) => {
    const open = await contentBeingWritten(trx, partnerId)
    return {
      to: { kind: 'partner', id: partnerId },
      path: open ? `/contents/${open}/edit#terms` : '/contents/new#terms',
      data: { number },
    }
  }
)
