import Content from '#catalogue/models/content'
import Image from '#catalogue/models/image'
import { imageKey, IMAGE_SIZES, type ImageSize } from '#catalogue/image/sizes'
import type Partner from '#partners/models/partner'
import type { Trx } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { remove } from '#storage/main'

/**
 * Erases what a partner wrote and never submitted: no law asks for it. What was submitted belongs to approvals, agreements and books and
 * stays, without what was typed beside it and without the addresses from which terms were read and accepted.
 */
export async function eraseDrafts(trx: Trx, { id: partnerId }: Partner): Promise<void> {
  const contents = await Content.query({ client: trx })
    .where('partner_id', partnerId)
    .orderBy('id')
    .forUpdate()
  const ids = contents.map(({ id }) => id)
  const versions = () => trx.from('content_versions').whereIn('content_id', ids)
  const unsent = await versions().whereNull('submitted_at').select('id')
  const drafts = unsent.map(({ id }) => id)
  await trx.from('address_checks').whereIn('version_id', drafts).delete()
  await trx.from('content_versions').whereIn('id', drafts).delete()
  await versions().update({ correction: null, unfinished: null, terms_accepted_ip: null })
  await trx.from('terms_readings').where('partner_id', partnerId).update({ ip: '' })
  for (const content of contents) await standOnSubmitted(trx, content)
  await erasePictures(trx, partnerId)
}

/** The newest version that is left is the content's face; a content of which none is left goes. */
async function standOnSubmitted(trx: Trx, { id, latestVersionId }: Content): Promise<void> {
  const content = () => trx.from('contents').where('id', id)
  const left = await trx
    .from('content_versions')
    .where('content_id', id)
    .orderBy('number', 'desc')
    .select('id')
  if (left.length === 0) await content().delete()
  else if (!left.some((version) => version.id === latestVersionId))
    await content().update({ latest_version_id: left[0].id })
}

/** Submissions say by inner id which picture they mean; one that came after the last of them is in none. */
async function erasePictures(trx: Trx, partnerId: number): Promise<void> {
  const [last] = await trx
    .from('content_versions')
    .whereIn('content_id', (own) =>
      own.from('contents').where('partner_id', partnerId).select('id')
    )
    .max('submitted_at as at')
  const pictures = await Image.query({ client: trx })
    .where('partner_id', partnerId)
    .where('created_at', '>', Number(last.at ?? 0))
  for (const { id, sha256 } of pictures) {
    await trx.from('images').where('id', id).delete()
    await enqueue(trx, { kind: 'catalogue.clear_picture', payload: { sha256 } })
  }
}

/** Removes a picture's files unless somebody else has sent the same one. Safe to run again. */
export async function clearPicture({ sha256 }: { sha256: string }): Promise<void> {
  if (await Image.findBy({ sha256 })) return
  for (const size of Object.keys(IMAGE_SIZES) as ImageSize[]) await remove(imageKey(sha256, size))
}
