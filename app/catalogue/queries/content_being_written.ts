import type { Client } from '#shared/database/main'

/** The public id of a content of this partner that has yet to be submitted, or submitted again: the one saved last. */
export async function contentBeingWritten(
  client: Client,
  partnerId: number
): Promise<string | null> {
  const row = await client
    .from('content_versions as v')
    .join('contents as c', 'c.id', 'v.content_id')
    .where('c.partner_id', partnerId)
    .whereIn('v.status', ['draft', 'needs_correction'])
    .orderBy('v.saved_at', 'desc')
    .orderBy('v.id', 'desc')
    .select('c.public_id')
    .first()
  return row?.public_id ?? null
}
