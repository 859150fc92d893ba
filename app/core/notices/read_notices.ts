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

/** Of these pages, those that a notice of this kind, which was not read yet, leads to. */
export async function unreadPaths(
  { kind: readerKind, id }: NoticeReader,
  kind: string,
  paths: readonly string[]
): Promise<Set<string>> {
  if (paths.length === 0) return new Set()
  const rows = await reads().all<{ path: string }>(
    `select distinct path from notices where reader_kind = ? and reader_id = ? and read_at is null
     and kind = ? and path in (${paths.map(() => '?').join(', ')})`,
    [readerKind, id, kind, ...paths]
  )
  return new Set(rows.map(({ path }) => path))
}

/** Whoever opens the page that a notice leads to has read it. */
export async function readNoticesOf(reader: NoticeReader, path: string): Promise<void> {
  const isUnread = await unreadOf(reader, path)
  if (!isUnread) return
  await transaction((trx) =>
    ownedBy(trx, reader)
      .where('path', path)
      .whereNull('read_at')
      .update({ read_at: clock.now().toMillis() })
  )
}

async function unreadOf({ kind, id }: NoticeReader, path: string): Promise<boolean> {
  const rows = await reads().all(
    `select 1 as found from notices
     where reader_kind = ? and reader_id = ? and read_at is null and path = ? limit 1`,
    [kind, id, path]
  )
  return rows.length > 0
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
