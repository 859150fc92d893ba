import type { NoticeReader } from '#core/notices/notices'
import { reads, transaction, type Trx } from '#shared/database/main'
import { clock } from '#shared/clock'

export interface NoticeLine {
  id: number
  public_id: string
  kind: string
  /** JSON */
  data: string
  path: string
  /** epoch milliseconds */
  created_at: number | string
  read_at: number | string | null
}

/** More are not counted: the bell says 99+. */
export const MOST_UNREAD = 100

const PAGE_SIZE = 20
const KEPT_DAYS = 365

/** How many notices wait to be read, up to {@link MOST_UNREAD}: one look at an index of those alone. */
export async function countUnread({ kind, id }: NoticeReader): Promise<number> {
  const [row] = await reads().all<{ n: number | string }>(
    `select count(*) as n from (select 1 from notices
     where reader_kind = ? and reader_id = ? and read_at is null limit ${MOST_UNREAD}) as waiting`,
    [kind, id]
  )
  return Number(row?.n ?? 0)
}

/** A page of somebody's notices, the newest first; `before` is the inner id at which it begins. */
export async function listNotices(
  { kind, id }: NoticeReader,
  { before, unreadOnly }: { before: number | null; unreadOnly: boolean }
) {
  const rows = await reads().all<NoticeLine>(
    `select id, public_id, kind, data, path, created_at, read_at from notices
     where reader_kind = ? and reader_id = ? ${unreadOnly ? 'and read_at is null' : ''}
     ${before === null ? '' : 'and id < ?'} order by id desc limit ${PAGE_SIZE + 1}`,
    before === null ? [kind, id] : [kind, id, before]
  )
  const notices = rows.slice(0, PAGE_SIZE)
  return { notices, next: rows.length > PAGE_SIZE ? notices.at(-1)!.id : null }
}

/** Marks one as read. @returns where it leads; null when the reader has no such notice */
export function readNotice(reader: NoticeReader, noticeId: string): Promise<string | null> {
  return transaction(async (trx) => {
    const [notice] = await ownedBy(trx, reader).where('public_id', noticeId).select('path')
    if (!notice) return null
    await ownedBy(trx, reader)
      .where('public_id', noticeId)
      .whereNull('read_at')
      .update({ read_at: clock.now().toMillis() })
    return notice.path as string
  })
}

/** Marks all that were there when the list was shown: what came since is not read. */
export async function readAllNotices(reader: NoticeReader, newest: number): Promise<void> {
  await transaction((trx) =>
    ownedBy(trx, reader)
      .where('id', '<=', newest)
      .whereNull('read_at')
      .update({ read_at: clock.now().toMillis() })
  )
}

/** Old notices go: what they told stands in the record and in the mail. A schedule. */
export async function sweepNotices(): Promise<void> {
  const before = clock.now().minus({ days: KEPT_DAYS }).toMillis()
  await transaction((trx) => trx.from('notices').where('created_at', '<', before).delete())
}

function ownedBy(trx: Trx, { kind, id }: NoticeReader) {
  return trx.from('notices').where('reader_kind', kind).where('reader_id', id)
}
