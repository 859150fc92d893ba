import { createHash } from 'node:crypto'
import Image from '#catalogue/models/image'
import { imageKey, type ImageSize } from '#catalogue/image/sizes'
import { reencode, type ImageRefusal } from '#catalogue/image/reencode'
import type Partner from '#partners/models/partner'
import { isUniqueViolation } from '#shared/database/unique'
import { err, ok, type Result } from '#shared/result'
import { put } from '#storage/main'

/**
 * Checks, re-encodes and keeps a picture that a partner sent (R3.3). The same picture again is the same record.
 *
 * @param bytes as they were sent
 */
export async function storeImage(
  partner: Partner,
  bytes: Buffer
): Promise<Result<Image, { type: ImageRefusal }>> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const find = () =>
    Image.query().where({ partnerId: partner.id, sha256 }).whereNull('repeats').first()
  const known = await find()
  if (known) return ok(known)
  const drawn = await reencode(bytes, `partner:${partner.id}`)
  if (!drawn.ok) return err(drawn.error)
  const sizes = {} as Record<ImageSize, string>
  for (const [size, picture] of Object.entries(drawn.value.sizes) as [ImageSize, Buffer][]) {
    sizes[size] = imageKey(sha256, size)
    await put(sizes[size], picture)
  }
  const { width, height } = drawn.value
  try {
    return ok(
      await Image.create({
        partnerId: partner.id,
        sha256,
        storageKey: sizes['800x600'],
        width,
        height,
        sizes,
      })
    )
  } catch (error) {
    // Sent twice at the same moment: the first has kept it, under the same keys.
    const first = isUniqueViolation(error) && (await find())
    if (!first) throw error
    return ok(first)
  }
}
