import ArchiveCopy from '#pks/models/archive_copy'

/** The archive copy with this SHA-256 (hexadecimal), or null. Its agreement's `documentSha256` stays the canonical one. */
export function archiveCopyBySha256(sha256: string): Promise<ArchiveCopy | null> {
  return ArchiveCopy.query().where('sha256', sha256.toLowerCase()).first()
}

/** The newest archive copy of an agreement, or null. */
export function latestArchiveCopy(agreementId: number): Promise<ArchiveCopy | null> {
  return ArchiveCopy.query().where('agreement_id', agreementId).orderBy('number', 'desc').first()
}

/** The number of the newest archive copy of each agreement that has one, by the agreement's id. */
export async function newestCopyNumbers(
  agreementIds: readonly number[]
): Promise<Map<number, number>> {
  const rows = await ArchiveCopy.query()
    .whereIn('agreement_id', [...agreementIds])
    .groupBy('agreement_id')
    .select('agreement_id')
    .max('number as newest')
    .pojo<{ agreement_id: number; newest: number }>()
  return new Map(rows.map((row) => [Number(row.agreement_id), Number(row.newest)]))
}
