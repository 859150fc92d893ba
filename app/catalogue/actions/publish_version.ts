import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import { removeListing, writeListing } from '#catalogue/actions/write_listing'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import { loadVersion } from '#catalogue/queries/load_version'
import { clock } from '#shared/clock'
import type { Trx } from '#shared/database/main'

/**
 * Puts a version on sale in both stores (R6.5) in the caller's transaction: the version is published, the one
 * that sold before is superseded, the partner is told. Publishing what is published already does nothing.
 *
 * @param versionId inner id of a version that is approved, with its PKS sent or its annex unchanged
 * @throws {IllegalStep} when the version is in any other state
 */
export async function publishVersion(trx: Trx, versionId: number): Promise<void> {
  const { contentId } = await ContentVersion.findOrFail(versionId, { client: trx })
  // The content first, as wherever both are locked: two who lock both never wait for each other.
  const content = await Content.query({ client: trx })
    .where('id', contentId)
    .forUpdate()
    .firstOrFail()
  const version = await ContentVersion.query({ client: trx })
    .where('id', versionId)
    .forUpdate()
    .firstOrFail()
  if (version.status === 'published' || version.status === 'superseded') return
  // The partner has taken the content back while the agreement was on its way.
  if (content.withdrawnAt) return
  const at = clock.now()
  if (content.liveVersionId && content.liveVersionId !== version.id) {
    const former = await ContentVersion.findOrFail(content.liveVersionId, { client: trx })
    await former.supersede({ at, trx })
  }
  await version.publish({ at, trx })
  content.useTransaction(trx)
  await content.merge({ liveVersionId: version.id, publishedAt: content.publishedAt ?? at }).save()

  const sheet = await loadVersion(version.id, trx)
  if (content.suspendedAt) {
    // It comes to the stores when the suspension ends, as the version that it is then.
    await removeListing(trx, 'development', content.id)
  } else {
    await writeListing(trx, 'production', 'public', sheet)
    await writeListing(trx, 'development', 'public', sheet)
  }
  await audit(trx, {
    type: 'content.published',
    actor: { kind: 'system' },
    subject: { kind: 'content', id: content.publicId },
    data: { version: version.number },
  })
  await enqueueMail(
    trx,
    'catalogue.published',
    { versionId: version.id },
    `catalogue.published:${version.publicId}`
  )
}
