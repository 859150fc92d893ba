import type { Notice } from '#core/notices/notices'
import type { Trx } from '#shared/database/main'

/** What a partner is told of a content, by its version, or by itself: its name, and its page. */
export async function contentNotice(
  trx: Trx,
  which: { versionId: number } | { contentId: number },
  data: Record<string, string | number | boolean> = {}
): Promise<Notice> {
  const query = trx
    .from('content_versions as v')
    .join('contents as c', 'c.id', 'v.content_id')
    .select('v.name', 'c.public_id', 'c.partner_id')
  const row =
    'versionId' in which
      ? await query.where('v.id', which.versionId).firstOrFail()
      : await query.where('c.id', which.contentId).orderBy('v.number', 'desc').firstOrFail()
  return {
    to: { kind: 'partner', id: row.partner_id },
    path: `/contents/${row.public_id}`,
    data: { name: row.name ?? '', ...data },
  }
}
