import { audit } from '#audit/record'
import type { Concerned } from '#consoles/queries/find_concerned'
import {
  auditEventPages,
  auditFilterValues,
  type AuditFilter,
  type ChainedLine,
} from '#consoles/queries/list_audit_events'
import type Staff from '#identity/models/staff'
import { CSV_MARK, csvRow } from '#shared/csv'
import { transaction } from '#shared/database/main'
import { isPublicId } from '#shared/public_id'
import { DateTime } from 'luxon'

export const AUDIT_EXPORT_FORMATS = ['csv', 'jsonl'] as const
export type AuditExportFormat = (typeof AUDIT_EXPORT_FORMATS)[number]

const COLUMNS = [
  'id',
  'at',
  'type',
  'actor_kind',
  'actor_id',
  'subject_kind',
  'subject_id',
  'data',
  'seq',
  'hash',
  'about_content',
  'about_partner',
] as const

/**
 * Hands out the events of a filter, the oldest first, and records who took them: the export's own event is the last one in it, where
 * the filter lets it in. A thousand events are in memory at a time. `data` is the very text that the chain's hash is over.
 */
export async function exportAuditEvents(
  staff: Staff,
  filter: AuditFilter,
  concerned: Concerned | null,
  format: AuditExportFormat
): Promise<AsyncIterable<string>> {
  await transaction((trx) =>
    audit(trx, {
      type: 'audit.exported',
      actor: { kind: 'staff', id: staff.publicId },
      subject: { kind: 'audit_trail', id: null },
      data: {
        format,
        ...auditFilterValues(knownFilter(filter)),
        ...(concerned ? { about: concerned.id } : {}),
      },
    })
  )
  return format === 'csv' ? asCsv(filter, concerned) : asJsonLines(filter, concerned)
}

/** The filter without what was typed by hand and is no public id: nobody's name or number stays in the trail for good. */
function knownFilter(filter: AuditFilter): AuditFilter {
  const known = (id: string) => (isPublicId(id) ? id : '')
  return { ...filter, by: known(filter.by), id: known(filter.id), about: '' }
}

async function* asCsv(filter: AuditFilter, concerned: Concerned | null) {
  yield CSV_MARK + csvRow(COLUMNS)
  for await (const events of auditEventPages(filter, concerned)) {
    yield events
      .map((event) => {
        const said = sayOf(event)
        return csvRow(COLUMNS.map((name) => said[name] ?? ''))
      })
      .join('')
  }
}

async function* asJsonLines(filter: AuditFilter, concerned: Concerned | null) {
  for await (const events of auditEventPages(filter, concerned))
    yield events.map((event) => `${JSON.stringify(sayOf(event))}\n`).join('')
}

function sayOf(event: ChainedLine) {
  return {
    ...event,
    id: Number(event.id),
    at: DateTime.fromMillis(Number(event.at), { zone: 'utc' }).toISO(),
    seq: event.seq === null ? null : Number(event.seq),
  }
}
