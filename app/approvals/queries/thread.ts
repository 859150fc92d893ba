import db from '@adonisjs/lucid/services/db'
import type { DateTime } from 'luxon'
import ContentMessage, { type Side } from '#approvals/models/content_message'
import StaffNote from '#approvals/models/staff_note'
import Staff from '#identity/models/staff'
import type { Client } from '#shared/database/main'

/** One message of a content's thread. */
export interface ThreadLine {
  id: number
  side: Side
  /** Of a member of staff; null for the partner. */
  author: string | null
  body: string
  at: DateTime
  isMine: boolean
  /** Written by somebody else since the reader last looked. */
  isNew: boolean
}

/** How many messages a page shows; a talk that is longer has its beginning elsewhere than in memory. */
const SHOWN = 100

/** A content's thread for one reader, the oldest first. */
export async function threadOf(
  contentId: number,
  reader: { kind: Side; id: number }
): Promise<ThreadLine[]> {
  const messages = await ContentMessage.query()
    .where('content_id', contentId)
    .orderBy('id', 'desc')
    .limit(SHOWN)
  const names = await namesOf(
    messages.flatMap(({ authorKind, authorId }) => (authorKind === 'staff' ? [authorId] : []))
  )
  const readTo = await readToOf(contentId, reader)
  return messages.reverse().map((message) => {
    const isMine = message.authorKind === reader.kind && message.authorId === reader.id
    return {
      id: message.id,
      side: message.authorKind,
      author: message.authorKind === 'staff' ? (names.get(message.authorId) ?? null) : null,
      body: message.body,
      at: message.createdAt,
      isMine,
      // What a colleague wrote to the partner waits for nobody of the staff.
      isNew: message.authorKind !== reader.kind && message.id > readTo,
    }
  })
}

/** Notes of staff about a content, the newest first. */
export async function notesOf(
  contentId: number
): Promise<{ author: string; body: string; at: DateTime }[]> {
  const notes = await StaffNote.query()
    .where('content_id', contentId)
    .orderBy('id', 'desc')
    .limit(SHOWN)
  const names = await namesOf(notes.map(({ staffId }) => staffId))
  return notes.map(({ staffId, body, createdAt }) => ({
    author: names.get(staffId) ?? '–',
    body,
    at: createdAt,
  }))
}

/** Of these contents, those with a message of the other side that the reader has not seen. */
export async function unreadThreads(
  contentIds: readonly number[],
  reader: { kind: Side; id: number },
  client: Client = db.connection()
): Promise<Set<number>> {
  if (contentIds.length === 0) return new Set()
  const rows = await client
    .from('content_messages as messages')
    .leftJoin('content_thread_reads as reads', (join) =>
      join
        .on('reads.content_id', 'messages.content_id')
        .andOnVal('reads.reader_kind', reader.kind)
        .andOnVal('reads.reader_id', reader.id)
    )
    .whereIn('messages.content_id', [...contentIds])
    .whereNot('messages.author_kind', reader.kind)
    .whereRaw('messages.id > COALESCE(reads.message_id, 0)')
    .distinct('messages.content_id')
  return new Set(rows.map((row) => Number(row.content_id)))
}

async function readToOf(contentId: number, reader: { kind: Side; id: number }): Promise<number> {
  const row = await db
    .from('content_thread_reads')
    .where({ content_id: contentId, reader_kind: reader.kind, reader_id: reader.id })
    .first()
  return Number(row?.message_id ?? 0)
}

async function namesOf(staffIds: readonly number[]): Promise<Map<number, string>> {
  const staff = staffIds.length > 0 ? await Staff.query().whereIn('id', [...staffIds]) : []
  return new Map(staff.map(({ id, name }) => [id, name]))
}
