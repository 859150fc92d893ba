import type { Trx } from '#shared/database/main'
import { clock } from '#shared/clock'
import { publicId } from '#shared/public_id'

/** Whose notice it is: an account of one of the three kinds, by its inner id. */
export interface NoticeReader {
  kind: 'customer' | 'partner' | 'staff'
  id: number
}

/** What is told to one reader. */
export interface Notice {
  to: NoticeReader
  /** Where what it tells of is shown, on the reader's own surface. */
  path: string
  /** Fills the text: names and numbers of records, never a personal number. */
  data?: Record<string, string | number | boolean>
}

/** Makes the notice in the transaction of what it tells of, so it reads with `trx` alone. Null: this reader gets none. */
export type NoticeMaker = (trx: Trx, payload: any) => Promise<Notice | null>

const kinds = new Map<string, { text: string; make: NoticeMaker }>()

/** Says of a mail that its reader is told in the application, too; `text` is the key of the words. Done by an area's `notices.ts`. */
export function registerNotice(mail: string, text: string, make: NoticeMaker): void {
  kinds.set(mail, { text, make })
}

/** The mails whose readers are told in the application, too. */
export function noticeKinds(): string[] {
  return [...kinds.keys()]
}

/** The key of a notice's words; null for one that an older release has written. */
export function noticeText(kind: string): string | null {
  return kinds.get(kind)?.text ?? null
}

/** Writes the notice that goes with a mail, if and only if the transaction commits; once for a `dedupeKey`. */
export async function writeNotice(
  trx: Trx,
  mail: string,
  payload: unknown,
  dedupeKey?: string
): Promise<void> {
  const notice = await kinds.get(mail)?.make(trx, payload)
  if (!notice) return
  await trx
    .insertQuery()
    .table('notices')
    .insert({
      public_id: publicId(),
      reader_kind: notice.to.kind,
      reader_id: notice.to.id,
      kind: mail,
      data: JSON.stringify(notice.data ?? {}),
      path: notice.path,
      dedupe_key: dedupeKey ?? null,
      created_at: clock.now().toMillis(),
    })
    .knexQuery.onConflict('dedupe_key')
    .ignore()
}
