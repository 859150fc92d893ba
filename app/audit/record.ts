import type { AuditType } from '#audit/types'
import type { Trx } from '#shared/database/main'
import { clock } from '#shared/clock'

export type AuditActor =
  | { kind: 'customer' | 'partner' | 'staff'; id: string }
  | { kind: 'system' | 'anonymous'; id?: undefined }

/** A past-tense event, with pseudonymous ids only: never a name, an address, a number. */
export interface AuditEvent {
  type: AuditType
  actor: AuditActor
  subject: { kind: string; id: string | null }
  data?: Record<string, string | number | boolean | null>
}

/** Records an event in the transaction of what it tells of: both happen, or neither (R8.4). */
export async function audit(trx: Trx, event: AuditEvent): Promise<void> {
  await trx
    .insertQuery()
    .table('audit_events')
    .insert({
      type: event.type,
      actor_kind: event.actor.kind,
      actor_id: event.actor.id ?? null,
      subject_kind: event.subject.kind,
      subject_id: event.subject.id,
      data: JSON.stringify(event.data ?? {}),
      at: clock.now().toMillis(),
    })
}
