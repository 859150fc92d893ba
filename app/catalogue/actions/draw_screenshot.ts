import { reencodeIn, type ImageRefusal } from '#catalogue/image/reencode'
import { ok, type Result } from '#shared/result'

export type { ImageRefusal }

/** A screenshot as large as it is readable. */
const BOX = { width: 1600, height: 1600, fit: 'inside' } as const

/**
 * Decodes a screenshot and draws it anew, whole: what staff keep as evidence goes the way of every picture that comes from outside.
 *
 * @param bytes as they were sent
 * @param owner as for `reencode`
 */
export async function drawScreenshot(
  bytes: Buffer,
  owner: string
): Promise<Result<{ webp: Buffer; width: number; height: number }, { type: ImageRefusal }>> {
  const drawn = await reencodeIn({ screenshot: BOX }, bytes, owner)
  if (!drawn.ok) return drawn
  const { width, height, sizes } = drawn.value
  const scale = Math.min(1, BOX.width / width, BOX.height / height)
  return ok({
    webp: sizes.screenshot,
    width: Math.round(width * scale),
    height: Math.round(height * scale),
  })
}
