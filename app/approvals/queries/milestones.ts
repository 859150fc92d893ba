import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import type { VersionSheet } from '#catalogue/queries/load_version'
import Agreement from '#pks/models/agreement'
import { repliesOf } from '#pks/queries/find_agreement'
import type { ReplyStatus } from '#pks/models/pks_reply'

/** What became of a version after its approval. A reply carries what it came to, a step of the sale the reason that was given. */
export type Milestone =
  | { kind: 'pks_sent'; at: DateTime }
  | { kind: 'pks_reply'; at: DateTime; number: number; status: ReplyStatus }
  | {
      kind: 'published' | 'suspended' | 'resumed' | 'withdrawn'
      at: DateTime
      reason: string | null
    }

const SALE = {
  'content.published': 'published',
  'content.suspended': 'suspended',
  'content.resumed': 'resumed',
  'content.withdrawn': 'withdrawn',
} as const

const SHOWN = 50

/** Agreement, replies and sale of a version, newest first: the timeline goes on where the examination ends (R5.1). */
export async function milestonesOf({ content, version }: VersionSheet): Promise<Milestone[]> {
  const found = [
    ...(await saleOf(content.publicId, version.number, version.submittedAt ?? version.savedAt)),
    ...(await agreementsOf(version.id)),
  ]
  return found.sort((a, b) => b.at.toMillis() - a.at.toMillis())
}

async function agreementsOf(versionId: number): Promise<Milestone[]> {
  const milestones: Milestone[] = []
  const agreements = await Agreement.query().where('version_id', versionId).orderBy('id', 'desc')
  for (const agreement of agreements) {
    for (const { reply, number } of await repliesOf(agreement))
      milestones.push({ kind: 'pks_reply', at: reply.receivedAt, number, status: reply.status })
    if (agreement.sentAt) milestones.push({ kind: 'pks_sent', at: agreement.sentAt })
  }
  return milestones
}

async function saleOf(contentId: string, number: number, since: DateTime): Promise<Milestone[]> {
  const rows = await db
    .from('audit_events')
    .where('subject_kind', 'content')
    .where('subject_id', contentId)
    .whereIn('type', Object.keys(SALE))
    .where('at', '>=', since.toMillis())
    .orderBy('id', 'desc')
    .limit(SHOWN)
    .select('type', 'data', 'at')
  return rows.flatMap((row: { type: keyof typeof SALE; data: string; at: number | string }) => {
    const data: { version?: number; reason?: string | null } = JSON.parse(row.data)
    const kind = SALE[row.type]
    // The former version's own publication belongs to its own timeline.
    if (kind === 'published' && data.version !== number) return []
    return [{ kind, at: DateTime.fromMillis(Number(row.at)), reason: data.reason ?? null }]
  })
}
