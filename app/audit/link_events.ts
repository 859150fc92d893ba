import { EVENT_COLUMNS, linkHash, type ChainEnd, type EventRow } from '#audit/chain'
import { reads, transaction, type Trx } from '#shared/database/main'

/** Rows that are linked in one transaction: it holds the writer's lock of SQLite. */
const BATCH = 500

/** Links every event that is not yet; the end of the chain afterwards. Any number of processes may: one does at a time. */
export async function linkEvents(): Promise<ChainEnd> {
  for (;;) {
    const { end, linked } = await transaction(linkBatch)
    if (linked < BATCH) return end
  }
}

/** Is there an event that is not linked? Reads an index of those alone. */
export async function hasUnlinked(): Promise<boolean> {
  const rows = await reads().all('select id from audit_events where seq is null limit 1')
  return rows.length > 0
}

/** Events get their place in the order in which they are found, not made: one whose transaction took long comes later. */
async function linkBatch(trx: Trx): Promise<{ end: ChainEnd; linked: number }> {
  const [row] = await trx.from('audit_chain').where('id', 1).forUpdate().select('seq', 'hash')
  const end: ChainEnd = { seq: Number(row.seq), hash: row.hash }
  const events: EventRow[] = await trx
    .from('audit_events')
    .whereNull('seq')
    .orderBy('id')
    .limit(BATCH)
    .select(...EVENT_COLUMNS.split(', '))
  if (events.length === 0) return { end, linked: 0 }
  const links = events.flatMap((event) => {
    end.seq += 1
    end.hash = linkHash(end.hash, end.seq, event)
    return [Number(event.id), end.seq, end.hash]
  })
  const places = events.map(() => '(cast(? as bigint), cast(? as bigint), ?)').join(', ')
  await trx.rawQuery(
    `with links(id, seq, hash) as (values ${places})
     update audit_events set seq = links.seq, hash = links.hash from links where audit_events.id = links.id`,
    links
  )
  await trx.from('audit_chain').where('id', 1).update({ seq: end.seq, hash: end.hash })
  return { end, linked: events.length }
}
