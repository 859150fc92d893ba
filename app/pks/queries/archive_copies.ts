import ArchiveCopy from '#pks/models/archive_copy'

/** The archive copy with this SHA-256 (hexadecimal), or null. Its agreement's `documentSha256` stays the canonical one. */
export function archiveCopyBySha256(sha256: string): Promise<ArchiveCopy | null> {
  return ArchiveCopy.query().where('sha256', sha256.toLowerCase()).first()
}

/** The newest archive copy of an agreement, or null. */
export function latestArchiveCopy(agreementId: number): Promise<ArchiveCopy | null> {
  return ArchiveCopy.query().where('agreement_id', agreementId).orderBy('number', 'desc').first()
}
