import type { AuditType } from '#audit/types'
import { belongingsOf, type SubjectKind } from '#audit/subjects'
import type { Trx } from '#shared/database/main'
import { clock } from '#shared/clock'

export type AuditActor =
  | { kind: 'customer' | 'partner' | 'staff'; id: string }
  | { kind: 'system' | 'anonymous'; id?: undefined }

/** A past-tense event, with pseudonymous ids only: never a name, an address, a number. */
export interface AuditEvent {
  type: AuditType
  actor: AuditActor
  subject: { kind: SubjectKind; id: string | null }
  data?: Record<string, string | number | boolean | null>
}

/**
 * Records an event in the transaction of what it tells of: both happen, or neither (R8.4). It carries the content and the partner that
 * its subject belongs to; the subject is there before its event.
 */
export async function audit(trx: Trx, event: AuditEvent): Promise<void> {
  const { content, partner } = belongingsOf(event.subject, event.actor)
  await trx.rawQuery(
    `insert into audit_events (type, actor_kind, actor_id, subject_kind, subject_id, data, at, about_content, about_partner)
     values (?, ?, ?, ?, ?, ?, ?, ${content.sql}, ${partner.sql})`,
    [
      event.type,
      event.actor.kind,
      event.actor.id ?? null,
      event.subject.kind,
      event.subject.id,
      JSON.stringify(event.data ?? {}),
      clock.now().toMillis(),
      ...content.bindings,
      ...partner.bindings,
    ] as string[]
  )
}
