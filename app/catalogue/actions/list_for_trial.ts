import { removeListing, writeListing } from '#catalogue/actions/write_listing'
import Content from '#catalogue/models/content'
import { loadVersion } from '#catalogue/queries/load_version'
import type { Trx } from '#shared/database/main'

/**
 * Shows a version in approval in the development store, to staff and to customers bound to its partner (R4.3).
 * A live content's own row there makes room for it until {@link endTrial} or publication.
 */
export async function listForTrial(trx: Trx, versionId: number): Promise<void> {
  await writeListing(trx, 'development', 'bound', await loadVersion(versionId, trx))
}

/** The version has left approval without being published: the live one returns, or nothing is left to try. */
export async function endTrial(trx: Trx, contentId: number): Promise<void> {
  const content = await Content.findOrFail(contentId, { client: trx })
  if (!content.isOnSale) return removeListing(trx, 'development', contentId)
  await writeListing(trx, 'development', 'public', await loadVersion(content.liveVersionId!, trx))
}
