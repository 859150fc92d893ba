import { contentNotice } from '#catalogue/queries/content_notice'
import { registerNotice } from '#core/notices/notices'

registerNotice(
  'forwarding.url_switched_off',
  'notices.url_switched_off',
  async (trx, { id }: { id: number }) => {
    const off = await trx.from('switched_off_urls').where('id', id).firstOrFail()
    const notice = await contentNotice(
      trx,
      { contentId: off.content_id },
      { store: off.environment }
    )
    return { ...notice, path: '/integration' }
  }
)
