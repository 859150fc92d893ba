import type { Trx } from '#shared/database/main'

/** A partner's contents of which no version was ever submitted, by inner id: nobody but the partner has seen them. */
export async function neverSubmitted(trx: Trx, partnerId: number): Promise<number[]> {
  const rows = await trx
    .from('contents')
    .where('partner_id', partnerId)
    .whereNotExists((sent) =>
      sent
        .from('content_versions')
        .whereColumn('content_versions.content_id', 'contents.id')
        .whereNotNull('submitted_at')
    )
    .select('id')
  return rows.map(({ id }) => Number(id))
}
