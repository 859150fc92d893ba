import { coverSvg } from '#catalogue/cover_art'
import type { ImageSize } from '#catalogue/image/sizes'
import { get } from '#storage/main'

/** What Open Graph and cards of networks show a link by: 1.91 : 1. */
export const SOCIAL_SIZE = { width: 1200, height: 630 }

const KEPT = 64
const kept = new Map<string, Promise<Buffer>>()

let last: Promise<unknown> = Promise.resolve()

/**
 * A content's picture as networks and messengers take it: a JPEG, which all of them read, unlike WebP and SVG. Drawn one after the
 * other, so that whoever asks for many waits and nobody else does.
 *
 * @param content its public id, the key of its category, and the storage keys of its own picture where it has one
 */
export function socialPicture(content: {
  publicId: string
  categoryKey: string | null
  sizes: Record<ImageSize, string> | null
}): Promise<Buffer> {
  const { publicId, categoryKey, sizes } = content
  const key = sizes ? sizes['800x600'] : `${publicId}/${categoryKey}`
  const known = kept.get(key)
  if (known) return known
  const made = last.then(() => draw(content))
  last = made.catch(() => {})
  made.catch(() => kept.delete(key))
  kept.set(key, made)
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
  return made
}

async function draw({
  publicId,
  categoryKey,
  sizes,
}: Parameters<typeof socialPicture>[0]): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  const own = sizes && (await get(sizes['800x600']))
  const source = own ?? Buffer.from(coverSvg({ seed: publicId, category: categoryKey ?? 'umum' }))
  return sharp(source, own ? {} : { density: 288 })
    .resize({ ...SOCIAL_SIZE, fit: 'cover' })
    .flatten({ background: '#ece4d3' })
    .jpeg({ quality: 82 })
    .toBuffer()
}
