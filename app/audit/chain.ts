/**
 * The chain over audit events (R8.4): each linked event has a place, `seq` from 1 without gaps, and a hash over all that it says and
 * over the hash before it. Whoever changes, takes out or slips in a linked row breaks it from there on.
 */
import { createHash } from 'node:crypto'

/** A row of `audit_events` as the database gives it; `data` is the JSON text as it was written. */
export interface EventRow {
  id: number
  type: string
  actor_kind: string
  actor_id: string | null
  subject_kind: string
  subject_id: string | null
  data: string
  at: number | string
  /** public ids of the content and the partner that it belongs to; events of before they were written have neither */
  about_content: string | null
  about_partner: string | null
}

export interface LinkedRow extends EventRow {
  seq: number | string
  hash: string
}

/** The end of a chain: how many events are linked, and the last one's hash, lower-case hexadecimal. */
export interface ChainEnd {
  seq: number
  hash: string
}

/** The columns that a hash is over, and those of its place. */
export const EVENT_COLUMNS =
  'id, type, actor_kind, actor_id, subject_kind, subject_id, data, at, about_content, about_partner' as const

/**
 * SHA-256 over the former hash and everything that the event says, as a JSON array: no two events share a text. What an event belongs
 * to stands at its end, where it belongs to anything: so events of before that was written keep their hash, and none loses or gets it.
 */
export function linkHash(former: string, seq: number, event: EventRow): string {
  const belongs = event.about_content !== null || event.about_partner !== null
  const said = [
    former,
    seq,
    Number(event.id),
    event.type,
    event.actor_kind,
    event.actor_id,
    event.subject_kind,
    event.subject_id,
    event.data,
    Number(event.at),
    ...(belongs ? [event.about_content, event.about_partner] : []),
  ]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}
