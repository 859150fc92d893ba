import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import { holdPartner } from '#partners/actions/hold_partner'
import type Partner from '#partners/models/partner'
import type { Trx } from '#shared/database/main'
import { isPublicId } from '#shared/public_id'

/**
 * The newest version of a partner's own content, held until the transaction ends: whoever decides, resubmits or judges a purchase
 * waits here, so that both lanes never miss each other's approval. The partner first, then the content, as wherever they are held: who
 * hold several never wait for each other. A partner that has been erased meanwhile has nothing that could be sent.
 */
export async function lockOwnVersion(
  trx: Trx,
  partner: Partner,
  contentPublicId: string
): Promise<{ content: Content; version: ContentVersion } | null> {
  if (!isPublicId(contentPublicId)) return null
  const { erasedAt } = await holdPartner(trx, partner.id)
  if (erasedAt) return null
  const content = await Content.query({ client: trx })
    .where('public_id', contentPublicId)
    .where('partner_id', partner.id)
    .forUpdate()
    .first()
  if (!content) return null
  const version = await ContentVersion.newestOf(content.id, trx).forUpdate().firstOrFail()
  return { content, version }
}

/** A version by its inner id, with its partner and its content held until the transaction ends. */
export async function lockVersion(trx: Trx, versionId: number): Promise<ContentVersion> {
  const { contentId } = await ContentVersion.findOrFail(versionId, { client: trx })
  const { partnerId } = await Content.findOrFail(contentId, { client: trx })
  await holdPartner(trx, partnerId)
  await Content.query({ client: trx }).where('id', contentId).forUpdate().firstOrFail()
  return ContentVersion.query({ client: trx }).where('id', versionId).forUpdate().firstOrFail()
}
