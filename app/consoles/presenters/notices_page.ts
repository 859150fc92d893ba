import { noticeText } from '#core/notices/notices'
import type { NoticeLine } from '#core/notices/read_notices'
import type { Translate } from '#core/words'

/** A notice in its reader's words. */
export function presentNotice(notice: NoticeLine, t: Translate, path: (path: string) => string) {
  const text = noticeText(notice.kind)
  return {
    title: t(text ?? 'notices.other', JSON.parse(notice.data)),
    at: Number(notice.created_at),
    isRead: notice.read_at !== null,
    href: path(`/notices/${notice.public_id}`),
    mark: path(`/notices/${notice.public_id}/reading`),
  }
}
